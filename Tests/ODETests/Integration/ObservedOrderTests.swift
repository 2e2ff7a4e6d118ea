import ODE
import Tensors
import Testing

/// Errors against closed forms fall with the step size as theory says.
@Suite struct ObservedOrderTests {
  /// The numbers of steps over [0, 2] among which the slope is taken: errors between 1e-1 and 1e-12.
  private static func steps(_ order: Int) -> [Int] {
    order == 1 ? [512, 1024, 2048, 4096] : order < 4 ? [128, 256, 512, 1024] : [48, 64, 96, 128]
  }

  @Test(arguments: SteppingMethod.all, [ClosedForm.driven, .logistic])
  func fixedStepsConvergeWithTheMethodsOrder(method: SteppingMethod, problem: ClosedForm) {
    let steps = ObservedOrderTests.steps(method.order)
    let errors = steps.map { count in
      let integrator = Integrator(method: method, control: .fixed(steps: count))
      let span = TimeSpan(to: 2)
      let trajectory = integrator.trajectory(
        of: problem.field, from: problem.state(0), over: span, at: span.times(17))
      return problem.largestError(trajectory)
    }
    let order = -slope(steps.map(Double.init), errors)
    #expect(abs(order - Double(method.order)) < 0.1, "\(method.name) \(order) \(errors)")
  }

  @Test(arguments: SteppingMethod.all, [ClosedForm.driven, .logistic])
  func denseOutputConvergesWithItsOrder(method: SteppingMethod, problem: ClosedForm) {
    let steps = ObservedOrderTests.steps(method.order)
    let times = TimeSpan(to: 2).times(1024)
    let errors = steps.map { count in
      let integrator = Integrator(method: method, control: .fixed(steps: count))
      let trajectory = integrator.denseTrajectory(
        of: problem.field, from: problem.state(0), over: TimeSpan(to: 2))
      return times.map { problem.error(trajectory.state(ofRow: 0, at: $0).elements, at: $0) }.max()
        ?? .nan
    }
    let order = -slope(steps.map(Double.init), errors)
    let theory = Double(min(method.order, method.denseOutput.order + 1))
    #expect(abs(order - theory) < 0.1, "\(method.name) \(order) \(errors)")
  }
}
