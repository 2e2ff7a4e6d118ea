import Control
import Models
import ODE
import Tensors

extension FlowNetwork<Double> {
  /// The same network solved in another way.
  func solved(by solver: FlowSolver) -> FlowNetwork {
    var architecture = architecture
    architecture.solver = solver
    return FlowNetwork(
      architecture: architecture, featureCount: featureCount, outputs: readOut.targetDimension,
      loss: readOut.loss)
  }

  /// The network as its derivatives are compared with differences: adaptive steps, whose choice makes
  /// the objective uneven at the size of their tolerances, get small ones.
  var evenly: FlowNetwork {
    guard case .adaptive(let scheme) = architecture.solver else { return self }
    return solved(by: .adaptive(FlowNetwork.tight(scheme, scheme.adjoint)))
  }

  /// The relative difference of the gradients by the transposed steps and by the continuous costate
  /// equation, both from adaptive steps with small tolerances.
  func adjointCheck(
    _ theta: Tensor<Double>, _ ensemble: Ensemble<Double>, pool: ForkJoinPool
  ) -> GradientCheck.Check {
    let span = architecture.solver.span
    let scheme = AdaptiveScheme(
      from: span.start, to: span.end, control: architecture.solver.control)
    let gradients = [AdaptiveScheme.Adjoint.discrete, .costate].map { adjoint in
      let network = solved(by: .adaptive(FlowNetwork.tight(scheme, adjoint)))
      var gradient = theta
      _ = EnsembleObjective(network.problem, pool: pool)
        .value(theta, over: ensemble, gradient: &gradient)
      return gradient
    }
    let size = max(gradients[0].norm, Double.leastNormalMagnitude)
    let error = (gradients[1] - gradients[0]).norm / size
    return GradientCheck.Check(
      name: "gradient by transposed steps against costate equation",
      relativeError: error.isNaN ? .infinity : error,
      tolerance: architecture.activation.hasKink ? 1e-3 : 1e-7)
  }

  private static func tight(
    _ scheme: AdaptiveScheme, _ adjoint: AdaptiveScheme.Adjoint
  ) -> AdaptiveScheme {
    var steps = scheme.steps
    steps.relative = min(steps.relative, 1e-9)
    steps.absolute = min(steps.absolute, 1e-11)
    return AdaptiveScheme(
      method: scheme.method, steps: steps, from: scheme.span.start, to: scheme.span.end,
      control: scheme.control, adjoint: adjoint)
  }
}
