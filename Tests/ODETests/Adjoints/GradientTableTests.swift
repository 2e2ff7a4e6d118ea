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
    _ objective: (FlowProblem) -> Double
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
    #expect(errors.0 < 2e-12)
    #expect(errors.1 < 2e-12)
  }

  /// Equal steps of all explicit methods.
  @Test(arguments: SteppingMethod.all.filter { $0.tableau != nil })
  func equalSteps(_ method: SteppingMethod) {
    let scheme = FlowScheme(method: method, steps: 6, from: 0.2, to: 1.4)
    let problem = FlowProblem(.fixed(scheme))
    let flow = problem.solver.makeFlow(
      FlowProblem.program, rows: FlowProblem.rows, keepsTape: true)
    report("equal steps", method.name, problem, problem.gradient(by: flow)) {
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

  /// Adaptive steps of all explicit methods, differences with the steps frozen.
  @Test(arguments: SteppingMethod.adaptive.filter { $0.tableau != nil })
  func adaptiveSteps(_ method: SteppingMethod) {
    let scheme = AdaptiveScheme(
      method: method, steps: AdaptiveControl(relative: 1e-4, absolute: 1e-6), from: 0.2, to: 1.4)
    let problem = FlowProblem(.adaptive(scheme))
    let frozen = FrozenSteps(problem, scheme)
    report("adaptive steps", method.name, problem, problem.gradient()) { moved in
      frozen.objective(moved.theta, from: moved.x0)
    }
  }
}
#endif
