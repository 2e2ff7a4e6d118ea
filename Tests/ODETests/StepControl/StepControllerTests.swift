import Calculus
import Foundation
import Tensors
import Testing

@testable import ODE

@Suite struct StepControllerTests {
  private static let filters = StepController.all.filter { !$0.isPlain }

  /// Filters of first order damp an error of alternating sign wholly, those of second order its
  /// derivative too: their polynomials vanish at -1 so many times.
  ///
  /// > Source: Soderlind, ACM TOMS 29 (2003), section 5.
  @Test func filtersHaveTheirZeros() {
    for controller in [StepController.h211PI, .h211b] {
      #expect(controller.k1 - controller.k2 == 0 && controller.k3 == 0)
    }
    for controller in [StepController.h312PID, .h312b] {
      #expect(abs(controller.k1 - controller.k2 + controller.k3) < 1e-16)
      #expect(abs(2 * controller.k1 - controller.k2) < 1e-16)
    }
  }

  @Test func namesFindTheirControllers() {
    for controller in StepController.all {
      #expect(StepController.named(controller.name) == controller)
    }
    #expect(Set(StepController.all.map(\.name)).count == StepController.all.count)
    #expect(StepController.named("none") == nil)
  }

  /// The kernel's factors are those of the formula in the C library's powers.
  @Test(arguments: filters)
  func factorsAreThoseOfTheFormula(controller: StepController) {
    var control = AdaptiveControl()
    control.controller = controller
    (control.smallestFactor, control.largestFactor) = (1e-6, 1e6)
    let rows = StepRows(capacity: 1)
    rows.set(control, estimatePower: 5, rounding: .ulpOfOne, leastNormal: .leastNormalMagnitude)
    rows.begin(1, .shared(TimeSpan(to: 1)))
    var small = StepFactor(control, estimatePower: 5)
    var errors = [1.0, 1, 1]
    var sizes: [Double] = []
    for (error, size) in [(0.5, 2.0), (0.25, 1), (0.01, 3), (1, 0.5), (0.75, 0.25), (0.3, 4)] {
      rows.h[0] = -size
      rows.squaredErrors[0] = error * error
      #expect(rows.judge(1) == 1)
      errors.insert(error, at: 0)
      sizes.insert(size, at: 0)
      func ratio(_ index: Int) -> Double {
        sizes.count > index + 1 ? sizes[index] / sizes[index + 1] : 1
      }
      let factor =
        0.9 * pow(errors[0], -controller.k1 / 5) * pow(errors[1], -controller.k2 / 5)
        * pow(errors[2], -controller.k3 / 5) * pow(ratio(0), -controller.a)
        * pow(ratio(1), -controller.b)
      #expect(abs(rows.hNext[0] / (-size * factor) - 1) < 1e-14)
      let found = small.judge(error * error, -size)
      #expect(found.isAccepted && abs(found.factor / factor - 1) < 2e-8)
    }
    // A rejected step shrinks by 1/k, and is not remembered.
    rows.h[0] = 1
    rows.squaredErrors[0] = 32 * 32
    #expect(rows.judge(1) == 0 && abs(rows.hNext[0] - 0.45) < 1e-14)
    #expect(abs(small.judge(32 * 32, 1).factor - 0.45) < 1e-8)
  }

  /// All controllers follow problems at comparable price, in a batch as alone.
  @Test(arguments: StepController.all)
  func stepsFollowTheTolerance(controller: StepController) {
    var control = AdaptiveControl(relative: 1e-7, absolute: 1e-7)
    control.controller = controller
    let integrator = Integrator(method: .dormandPrince, control: .adaptive(control))
    let plain = Integrator(
      method: .dormandPrince, control: .adaptive(relative: 1e-7, absolute: 1e-7))
    let problem = ClosedForm.driven
    let span = TimeSpan(to: 20)
    let ends = integrator.ends(of: problem.field, from: problem.state(0), over: span)
    let wanted = plain.ends(of: problem.field, from: problem.state(0), over: span)
    #expect(ends.allCompleted)
    #expect(problem.error(ends.states.elements, at: 20) < 4e-6)
    let ratio = Double(ends.total.evaluations) / Double(wanted.total.evaluations)
    #expect(ratio > 0.8 && ratio < 1.3, "\(ratio)")
    let small = integrator.end(of: DrivenField(), from: problem.small(0), over: span)
    #expect(small.statistics == ends.statistics[0])
    #expect(abs(small.state[0] - ends.states[0, 0]) < 1e-11)
  }

  @Test func exponentsAreChecked() async {
    await #expect(processExitsWith: .failure) { _ = StepController(name: "none", k1: 0) }
    await #expect(processExitsWith: .failure) { _ = StepController.proportionalIntegral(beta: 0.2) }
  }
}
