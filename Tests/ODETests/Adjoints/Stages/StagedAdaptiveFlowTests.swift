import Calculus
import Tensors
import Testing

@testable import ODE

@Suite struct StagedAdaptiveFlowTests {
  /// The gradient of explicit steps is that of their other transpose, to rounding.
  @Test(arguments: AdaptiveFlowTests.controls)
  func explicitStepsHaveOneGradient(_ control: ControlShape) {
    let scheme = AdaptiveScheme(
      method: .dormandPrince, steps: AdaptiveControl(relative: 1e-5, absolute: 1e-7), from: 0.2,
      to: 1.7, control: control)
    let problem = FlowProblem(.adaptive(scheme))
    let flow = StagedAdaptiveFlow(FlowProblem.program, scheme: scheme, rows: FlowProblem.rows)
    let (a, b) = (problem.gradient(by: flow), problem.gradient())
    #expect(relativeError(a.theta, b.theta) < 1e-14)
    #expect(relativeError(a.x0, b.x0) < 1e-14)
    #expect(abs(a.horizon.end - b.horizon.end) < 1e-13)
    #expect(abs(a.horizon.start - b.horizon.start) < 1e-13)
    #expect(a.work.steps == b.work.steps)
  }
}
