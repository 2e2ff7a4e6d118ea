import Foundation
import Testing

@testable import ODE

@Suite struct StepFactorTests {
  @Test func logarithmsAndPowersHaveTheirDigits() {
    var (worstLog, worstPower) = (0.0, 0.0)
    for index in 0...100_000 {
      let x = 1e-60 * pow(10, 120 * Double(index) / 100_000)
      worstLog = max(worstLog, abs(StepFactor.log2(x) - log2(x)))
      let y = Double(index) / 1000 - 50
      worstPower = max(worstPower, abs(StepFactor.exp2(y) / exp2(y) - 1))
    }
    #expect(worstLog < 2e-9 && worstPower < 2e-9, "\(worstLog) \(worstPower)")
    #expect(StepFactor.log2(1) == 0)
  }

  /// The same errors give the factors of the controller of batches, in any order.
  @Test func factorsAreThoseOfTheController() {
    var knobs = AdaptiveControl()
    knobs.controller = .proportionalIntegral(beta: 0.07)
    let rows = StepRows(capacity: 1)
    rows.begin(1, .shared(TimeSpan(to: 1)))
    rows.set(knobs, estimatePower: 5, rounding: .ulpOfOne, leastNormal: .leastNormalMagnitude)
    var factor = StepFactor(knobs, estimatePower: 5)
    for error in [0.5, 0.25, 32, 1e-6, 1e-6, 0, 1e30, 0.9, 1, 1.0001, .infinity, .nan, 0.1] {
      rows.h[0] = 1
      rows.squaredErrors[0] = error * error
      let isAccepted = rows.judge(1) == 1
      let found = factor.judge(error * error, 1)
      #expect(found.isAccepted == isAccepted)
      #expect(abs(found.factor / rows.hNext[0] - 1) < 5e-9, "\(error)")
    }
  }
}
