#if !DEBUG
import Calculus
import Tensors
import Testing

@testable import ODE

/// Gradients of every method against central differences of what it computes: a table of the largest
/// differences, relative to the largest derivative by θ and by x₀.
@Suite(.serialized) struct GradientTableTests {
  private func report(
    _ kind: String, _ name: String, _ problem: FlowProblem, _ gradient: FlowProblem.Gradient,
    bound: Double = 2e-12, _ objective: (FlowProblem) -> Double
  ) {
    let theta = problem.theta.indices.map { index in
      centralDifference { h in
        var moved = problem
        moved.theta[index] += h
        return objective(moved)
      }
    }
    let x0 = problem.x0.indices.map { index in
      centralDifference { h in
        var moved = problem
        moved.x0[index] += h
        return objective(moved)
      }
    }
    let errors = (relativeError(gradient.theta, theta), relativeError(gradient.x0, x0))
    print("\(kind), \(name): \(errors.0), \(errors.1)")
    #expect(errors.0 < bound)
    #expect(errors.1 < bound)
  }

  /// Weights of 200 cancel in Verner's pair, which the differences feel.
  private func bound(_ method: SteppingMethod) -> Double { method == .verner6 ? 1e-9 : 2e-12 }

  /// Equal steps of all methods.
  @Test(arguments: SteppingMethod.all)
  func equalSteps(_ method: SteppingMethod) {
    let scheme = FlowScheme(method: method, steps: 6, from: 0.2, to: 1.4)
    let problem = FlowProblem(.fixed(scheme))
    let flow = problem.solver.makeFlow(
      FlowProblem.program, rows: FlowProblem.rows, keepsTape: true)
    report(
      "equal steps", method.name, problem, problem.gradient(by: flow), bound: bound(method)
    ) {
      $0.objective(by: flow)
    }
  }

  /// Equal steps of implicit, diagonally implicit and Rosenbrock methods.
  @Test(arguments: StageSchemes.indices)
  func stages(_ index: Int) {
    let (name, stages, _) = StageSchemes.all[index]
    let scheme = FlowScheme(method: .euler, steps: 6, from: 0.2, to: 1.4)
    let problem = FlowProblem(.fixed(scheme))
    let flow = StagedFlow(
      FlowProblem.program, scheme, stages, rows: FlowProblem.rows, keepsTape: true,
      memory: .automatic)
    report("stages", name, problem, problem.gradient(by: flow)) { $0.objective(by: flow) }
  }

  /// Reversible steps.
  @Test(arguments: [0.9, 0.99])
  func reversibleSteps(_ coupling: Double) {
    let scheme = FlowScheme(
      method: .rungeKutta4, steps: 6, from: 0.2, to: 1.4, coupling: coupling)
    let problem = FlowProblem(.fixed(scheme))
    let flow = problem.solver.makeFlow(
      FlowProblem.program, rows: FlowProblem.rows, keepsTape: true)
    report("reversible steps", "rk4, λ = \(coupling)", problem, problem.gradient(by: flow)) {
      $0.objective(by: flow)
    }
  }

  /// Adaptive steps of all methods, differences with the steps frozen.
  @Test(arguments: SteppingMethod.adaptive)
  func adaptiveSteps(_ method: SteppingMethod) {
    // The states between steps are those of the forward solve, whose systems are solved to a part of
    // the tolerances.
    let isIterated = method.isImplicit && method.stageScheme?.isLinear == false
    let tolerance = method.order == 1 ? 1e-5 : isIterated ? 1e-7 : 1e-4
    let scheme = AdaptiveScheme(
      method: method, steps: AdaptiveControl(relative: tolerance, absolute: tolerance / 100),
      from: 0.2, to: 1.4)
    let problem = FlowProblem(.adaptive(scheme))
    let frozen = FrozenSteps(problem, scheme)
    report(
      "adaptive steps", method.name, problem, problem.gradient(),
      bound: isIterated ? 2e-10 : bound(method)
    ) { moved in
      frozen.objective(moved.theta, from: moved.x0)
    }
  }
}
#endif
