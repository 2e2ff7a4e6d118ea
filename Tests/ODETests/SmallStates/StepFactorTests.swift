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
    knobs.beta = 0.07
    let controller = StepController(knobs, estimateOrder: 4)
    var memory = StepController.Memory()
    var factor = StepFactor(knobs, estimatePower: 5)
    for error in [0.5, 0.25, 32, 1e-6, 1e-6, 0, 1e30, 0.9, 1, 1.0001, .infinity, .nan, 0.1] {
      let wanted = controller.judge(error, &memory)
      let found = factor.judge(error * error)
      #expect(found.isAccepted == wanted.isAccepted)
      #expect(abs(found.factor / wanted.factor - 1) < 5e-9, "\(error)")
    }
  }
}
