import ODE
import Tensors
import Testing

/// Errors against closed forms fall with the step size as theory says.
@Suite struct ObservedOrderTests {
  /// The numbers of steps over [0, 2] among which the slope is taken: errors between 1e-1 and 2e-12.
  private static func steps(_ method: SteppingMethod) -> [Int] {
    switch method.order {
    case 1: [512, 1024, 2048, 4096]
    case 2, 3: [128, 256, 512, 1024]
    default: method == .kvaerno5 ? [64, 96, 128, 192] : [48, 64, 96, 128]
    }
  }

  /// The order that errors show, those left out that are near to what rounding leaves.
  private static func order(_ steps: [Int], _ errors: [Double]) -> Double {
    let seen = zip(steps, errors).filter { $0.1 > 2e-12 }
    return seen.count < 2 ? .nan : -slope(seen.map { Double($0.0) }, seen.map(\.1))
  }

  @Test(arguments: SteppingMethod.all, [ClosedForm.driven, .logistic])
  func fixedStepsConvergeWithTheMethodsOrder(method: SteppingMethod, problem: ClosedForm) {
    let steps = ObservedOrderTests.steps(method)
    let errors = steps.map { count in
      let integrator = Integrator(method: method, control: .fixed(steps: count))
      let span = TimeSpan(to: 2)
      let trajectory = integrator.trajectory(
        of: problem.field, from: problem.state(0), over: span, at: span.times(17))
      return problem.largestError(trajectory)
    }
    let order = ObservedOrderTests.order(steps, errors)
    print("order \(method.name), \(problem.name): \(order), of \(method.order)")
    #expect(abs(order - Double(method.order)) < 0.1, "\(method.name) \(order) \(errors)")
  }

  @Test(arguments: SteppingMethod.all, [ClosedForm.driven, .logistic])
  func denseOutputConvergesWithItsOrder(method: SteppingMethod, problem: ClosedForm) {
    let steps = ObservedOrderTests.steps(method)
    let times = TimeSpan(to: 2).times(1024)
    let errors = steps.map { count in
      let integrator = Integrator(method: method, control: .fixed(steps: count))
      let trajectory = integrator.denseTrajectory(
        of: problem.field, from: problem.state(0), over: TimeSpan(to: 2))
      return times.map { problem.error(trajectory.state(ofRow: 0, at: $0).elements, at: $0) }.max()
        ?? .nan
    }
    let order = ObservedOrderTests.order(steps, errors)
    let theory = Double(min(method.order, method.denseOutput.order + 1))
    print("order inside steps \(method.name), \(problem.name): \(order), of \(theory)")
    #expect(abs(order - theory) < 0.1, "\(method.name) \(order) \(errors)")
  }
}
