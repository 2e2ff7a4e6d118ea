import Arguments
import FlowLearn

/// How the flow is solved: so many equal steps, or, once a tolerance or an adjoint is asked for, each
/// row's own steps.
struct SolverOptions: ArgumentGroup {
  @Option(
    "The method that solves the flow; rk4, or tsit5 for adaptive steps, unless given.",
    values: SteppingMethod.all.map(\.name))
  var method: String?
  @Option("Equal steps of the method; 4 unless steps are adaptive.", value: "count")
  var steps: Int?
  @Option("Adaptive steps, each row its own, to this relative tolerance.", value: "tolerance")
  var rtol: Double?
  @Option(
    "The absolute tolerance of adaptive steps; a hundredth of the relative one unless given.",
    value: "tolerance")
  var atol: Double?
  @Option(
    "Where the gradients of adaptive steps come from: the transposed steps, or the costate equation."
  )
  var gradient: AdaptiveScheme.Adjoint?

  func validate() throws(ValidationError) {
    if let steps, steps < 1 { throw ValidationError("'--steps' must be at least 1") }
    if let rtol, !(rtol > 0 && rtol < 1) {
      throw ValidationError("'--rtol \(rtol)' must be between 0 and 1")
    }
    if let atol, !(atol > 0 && atol.isFinite) {
      throw ValidationError("'--atol \(atol)' must be positive")
    }
    guard isAdaptive else { return }
    if steps != nil {
      throw ValidationError(
        "'--steps' asks for equal steps; '--rtol', '--atol' and '--gradient' for adaptive ones: choose"
      )
    }
    if let method, SteppingMethod.named(method)?.hasErrorEstimate != true {
      throw ValidationError(
        "'--method \(method)' has no error estimate for adaptive steps (use dopri5 or tsit5, or kvaerno5 for stiff flows)"
      )
    }
  }

  /// The number of equal steps.
  var stepCount: Int { steps ?? 4 }

  private var isAdaptive: Bool { rtol != nil || atol != nil || gradient != nil }

  /// The solver over a horizon.
  func solver(horizon: Double, control: ControlShape) -> FlowSolver {
    // The parser accepts names of the list only.
    let choice = method.flatMap(SteppingMethod.named)
    guard isAdaptive else {
      return .fixed(
        FlowScheme(
          method: choice ?? .rungeKutta4, steps: stepCount, from: 0, to: horizon,
          control: control))
    }
    let relative = rtol ?? 1e-5
    return .adaptive(
      AdaptiveScheme(
        method: choice ?? .tsitouras,
        steps: AdaptiveControl(relative: relative, absolute: atol ?? relative / 100), from: 0,
        to: horizon, control: control, adjoint: gradient ?? .discrete))
  }
}
