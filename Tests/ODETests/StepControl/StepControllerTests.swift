import Foundation
import Testing

@testable import ODE

@Suite struct StepControllerTests {
  private let controller = StepController(AdaptiveControl(), estimateOrder: 4)

  @Test func firstFactorsAreThoseOfTheFormula() {
    var memory = StepController.Memory()
    let first = controller.judge(0.5, &memory)
    #expect(first.isAccepted)
    #expect(abs(first.factor - 0.9 * pow(0.5, -0.17) * pow(1e-4, 0.04)) < 1e-15)
    let second = controller.judge(0.25, &memory)
    #expect(abs(second.factor - 0.9 * pow(0.25, -0.17) * pow(0.5, 0.04)) < 1e-15)
  }

  @Test func rejectionShrinksAndForbidsGrowthOnce() {
    var memory = StepController.Memory()
    let rejected = controller.judge(32, &memory)
    #expect(!rejected.isAccepted)
    #expect(abs(rejected.factor - 0.9 * pow(32, -0.17)) < 1e-15)
    let after = controller.judge(1e-6, &memory)
    #expect(after.isAccepted && after.factor == 1)
    #expect(controller.judge(1e-6, &memory).factor > 1)
  }

  @Test func factorsStayWithinTheirBounds() {
    var memory = StepController.Memory()
    #expect(controller.judge(0, &memory).factor == 10)
    #expect(controller.judge(1e30, &memory).factor == 0.2)
  }

  @Test(arguments: [Double.nan, .infinity])
  func errorThatIsNoNumberIsRejected(error: Double) {
    var memory = StepController.Memory()
    let verdict = controller.judge(error, &memory)
    #expect(!verdict.isAccepted && verdict.factor == 0.2)
  }

  /// The exponent is 1/k - 3β/4: for a pair 3(2) without β exactly 1/3.
  @Test func exponentFollowsTheOrder() {
    var control = AdaptiveControl()
    control.beta = 0
    let controller = StepController(control, estimateOrder: 2)
    var memory = StepController.Memory()
    #expect(abs(controller.judge(0.125, &memory).factor - 1.8) < 1e-14)
  }
}
