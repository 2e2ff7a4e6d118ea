import Control
import Testing

@Suite struct IsotonicRegressionTests {
  /// Worked by hand: 3, 2 pool to 2.5 and 4, 3.5, 3 to 3.5; with weights 3 and 1, 2 and 1 to 1.75.
  @Test func poolsAreMeans() {
    let regression = IsotonicRegression([1, 3, 2, 4, 3.5, 3, 6])
    #expect(regression.fitted == [1, 2.5, 2.5, 3.5, 3.5, 3.5, 6])
    #expect(abs(regression.distance - 1.0) < 1e-15)
    let weighted = IsotonicRegression([2, 1], weights: [3, 1])
    #expect(weighted.fitted == [1.75, 1.75])
    #expect(abs(weighted.distance - 0.75.squareRoot()) < 1e-15)
    #expect(IsotonicRegression([]).fitted == [] && IsotonicRegression([]).distance == 0)
  }

  /// x² on [-1, 1]: the nearest increasing function is 1/4 up to 1/2, at the distance √0.1125.
  @Test func squareIsFarFromIncreasing() {
    let count = 4000
    let values = (0..<count).map { (index: Int) -> Double in
      let x = -1 + 2 * (Double(index) + 0.5) / Double(count)
      return x * x
    }
    let regression = IsotonicRegression(
      values, weights: Array(repeating: 2 / Double(count), count: count))
    #expect(abs(regression.distance - 0.1125.squareRoot()) < 3e-7, "\(regression.distance)")
    #expect(abs(regression.fitted[0] - 0.25) < 1e-6)
  }

  /// No increasing sequence is nearer: small moves that keep the order never pay.
  @Test func nothingIncreasingIsNearer() {
    let values = (0..<40).map { Double(($0 * 7919) % 41) / 10 }
    let regression = IsotonicRegression(values)
    #expect(zip(regression.fitted, regression.fitted.dropFirst()).allSatisfy { $0 <= $1 })
    let best = regression.distance * regression.distance
    for place in 0..<40 {
      for step in [1e-3, -1e-3] {
        // Everything from here on, or up to here, is moved: the order stays.
        let moved = regression.fitted.enumerated().map { index, value in
          (step > 0 ? index >= place : index <= place) ? value + step : value
        }
        let cost = zip(moved, values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        #expect(cost >= best)
      }
    }
  }
}
