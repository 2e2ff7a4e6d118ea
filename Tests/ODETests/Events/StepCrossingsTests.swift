import Testing

@testable import ODE

/// The zeros of polynomials on the unit interval, and zeros between brackets.
@Suite struct StepCrossingsTests {
  private func brackets(
    _ points: Int, startsAtZero: Bool = false, _ function: (Double) -> Double
  ) -> [StepCrossings.Bracket] {
    var crossings = StepCrossings(points: points)
    crossings.nodes.map(function).withUnsafeBufferPointer {
      if let values = $0.baseAddress { crossings.isolate(values, startsAtZero: startsAtZero) }
    }
    return crossings.brackets
  }

  @Test("Each zero of a polynomial has a bracket of its own", arguments: 6...11)
  func zeros(points: Int) {
    let zeros = [0.03, 0.31, 0.3101, 0.77, 0.999]
    let found = brackets(points) { x in zeros.reduce(-1) { $0 * (x - $1) } }
    #expect(found.count == zeros.count)
    for (index, (bracket, zero)) in zip(found, zeros).enumerated() {
      #expect(bracket.low < zero && zero < bracket.high)
      #expect(bracket.isRising == !index.isMultiple(of: 2))
    }
    for (bracket, next) in zip(found, found.dropFirst()) { #expect(bracket.high <= next.low) }
  }

  @Test("A zero that is only touched is no crossing")
  func touched() {
    #expect(brackets(6) { ($0 - 0.4) * ($0 - 0.4) }.isEmpty)
    #expect(brackets(6) { ($0 - 0.4) * ($0 - 0.4) + 1e-3 }.isEmpty)
    #expect(brackets(6) { ($0 - 0.4) * ($0 - 0.4) - 1e-6 }.count == 2)
    #expect(brackets(6) { ($0 - 0.4) * ($0 - 0.4) * ($0 - 0.4) }.count == 1)
  }

  @Test("The beginning is no crossing, and the end is one")
  func ends() {
    #expect(brackets(6) { $0 }.isEmpty)
    #expect(brackets(6, startsAtZero: true) { $0 - 1e-18 }.isEmpty)
    #expect(brackets(6) { $0 - 1 }.map(\.isRising) == [true])
    #expect(brackets(6) { 1 - $0 }.map(\.isRising) == [false])
    let later = brackets(6) { $0 * ($0 - 0.5) }
    #expect(later.count == 1)
    #expect(later.allSatisfy { $0.isRising && $0.low > 0 && $0.low < 0.5 && $0.high > 0.5 })
    #expect(brackets(6) { _ in 0 }.isEmpty)
  }

  @Test("A zero where intervals are cut is found once")
  func atTheCut() {
    #expect(brackets(6) { ($0 - 0.4871) * ($0 - 0.9) }.count == 2)
  }

  @Test("A bracketed zero is found in few evaluations")
  func bracketed() {
    func find(
      _ low: Double, _ high: Double, _ function: @escaping (Double) -> Double
    ) -> (zero: Double, evaluations: Int) {
      var count = 0
      let zero = BracketedZero(
        between: (low, function(low)), and: (high, function(high)), tolerance: 1e-15
      ) { x in
        count += 1
        return function(x)
      }
      return (zero.point, count)
    }
    // The plastic number, a flat zero, a step.
    let cubic = find(1, 2) { $0 * $0 * $0 - $0 - 1 }
    #expect(abs(cubic.zero - 1.324_717_957_244_746) < 1e-14)
    #expect(cubic.evaluations < 12)
    let flat = find(-1, 1.7) { x in (0..<9).reduce(1) { product, _ in product * x } }
    #expect(abs(flat.zero) < 1e-14)
    let step = find(0, 1) { $0 < 0.3 ? -1 : 1 }
    #expect(abs(step.zero - 0.3) < 2e-15)
    #expect(step.evaluations < 60)
    #expect(find(0, 1) { $0 - 0.25 }.zero == 0.25)
    #expect(find(0, 1) { 0.25 - $0 }.zero == 0.25)
  }
}
