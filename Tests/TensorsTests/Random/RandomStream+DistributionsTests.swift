import Tensors
import Testing

/// Seeds are fixed: each test holds or fails for ever.
///
/// Bounds are at chances of about 1 in 1000.
@Suite struct RandomStreamDistributionsTests {
  static let seeds: [UInt64] = [1, 2, 3]

  @Test(arguments: seeds) func uniformNumbersFillTheirInterval(seed: UInt64) {
    let n = 100_000
    var stream = RandomStream(seed: seed)
    let x = (0..<n).map { _ in stream.uniform() }.sorted()
    #expect(x[0] >= 0 && x[n - 1] < 1)
    #expect(kolmogorovSmirnov(x) { $0 } < 1.95)
    #expect(stream.state.drawn == UInt64(n))
  }

  @Test(arguments: seeds) func normalNumbersFollowTheirDistribution(seed: UInt64) {
    let n = 100_000
    var stream = RandomStream(seed: seed)
    let x = (0..<n).map { _ in stream.normal() }.sorted()
    #expect(kolmogorovSmirnov(x) { 0.5 * (1 + Tensor($0 / 2.0.squareRoot()).erf()[]) } < 1.95)
    #expect(stream.state.drawn == UInt64(n))
  }

  /// Moments 1 to 4 of normal numbers are 0, 1, 0, 3, with variances 1, 2, 15, 96 over n.
  @Test(arguments: seeds) func momentsAreThoseOfTheNormalDistribution(seed: UInt64) {
    let n = 200_000
    var stream = RandomStream(seed: seed)
    let x = Tensor<Double>.normal(shape: [n], using: &stream)
    let moments = [x, x * x, x * x * x, x * x * x * x].map { $0.mean() }
    for (moment, (mean, variance)) in zip(moments, [(0.0, 1.0), (1, 2), (0, 15), (3, 96)]) {
      #expect(abs(moment - mean) < 3.3 * (variance / Double(n)).squareRoot())
    }
  }

  @Test(arguments: [1, 2, 6, 10, 64, 100]) func integersAreEquallyLikely(bound: Int) {
    let n = 1000 * bound
    var stream = RandomStream(seed: 4)
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<n { counts[stream.integer(below: bound)] += 1 }
    let chiSquare = counts.reduce(0.0) {
      $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000
    }
    // Mean bound - 1 and variance 2 (bound - 1): 3.3 deviations.
    let freedom = Double(bound - 1)
    #expect(abs(chiSquare - freedom) <= 3.3 * (2 * freedom).squareRoot())
  }

  /// Of 2^64 numbers a third would be redrawn for this bound; taking the high part without it
  /// would give the middle third twice as often.
  @Test func largeBoundsAreWithoutBias() {
    let bound = Int.max / 3 * 2
    var stream = RandomStream(seed: 6)
    let n = 30_000
    var thirds = [0, 0, 0]
    for _ in 0..<n { thirds[stream.integer(below: bound) / (bound / 3 + 1)] += 1 }
    for count in thirds { #expect(abs(Double(count) - 1e4) < 3.3 * (2e4 / 3).squareRoot()) }
  }

  @Test func permutationsHoldEachIntegerOnce() {
    var stream = RandomStream(seed: 1)
    for n in [0, 1, 2, 10, 1000] {
      #expect(stream.permutation(of: n).sorted() == Array(0..<n))
    }
  }

  /// 24 orders of 4, 500 of each expected: chi-square of 23 degrees of freedom.
  @Test(arguments: seeds) func permutationsAreEquallyLikely(seed: UInt64) {
    var stream = RandomStream(seed: seed)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<12_000 { counts[stream.permutation(of: 4), default: 0] += 1 }
    #expect(counts.count == 24)
    let chiSquare = counts.values.reduce(0.0) { $0 + Double(($1 - 500) * ($1 - 500)) / 500 }
    #expect(chiSquare < 49.7)
  }

  @Test func rangesExcludeTheirUpperEnd() {
    var stream = RandomStream(seed: 1)
    let tight = 1.0..<1.0.nextUp
    for _ in 0..<100 { #expect(stream.uniform(in: tight) == 1) }
    for _ in 0..<1000 { #expect((-3.0..<5).contains(stream.uniform(in: -3..<5))) }
  }

  @Test func theStandardLibraryDrawsFromAStream() {
    var stream = RandomStream(seed: 1)
    let shuffled = (0..<10).shuffled(using: &stream)
    #expect(shuffled.sorted() == Array(0..<10))
    #expect(stream.state.drawn > 0)
  }
}

/// The statistic `sqrt(n) sup |F_n - F|` of sorted numbers; above 1.95 by chance in 1 of 1000.
func kolmogorovSmirnov(_ x: [Double], _ distribution: (Double) -> Double) -> Double {
  let n = Double(x.count)
  let supremum = x.enumerated().reduce(0.0) { greatest, number in
    let f = distribution(number.element)
    return max(greatest, f - Double(number.offset) / n, Double(number.offset + 1) / n - f)
  }
  return n.squareRoot() * supremum
}
