import Tensors

/// A one-step method: what an integrator repeats.
///
public enum SteppingMethod: Sendable, Hashable {
  /// A Runge-Kutta method whose stages follow one from another.
  case explicit(ButcherTableau)

  /// The name in options: `rk4`, `tsit5`.
  public var name: String {
    switch self {
    case .explicit(let tableau): tableau.name
    }
  }

  /// The order p: the error over a fixed time is of the order of h^p.
  public var order: Int {
    switch self {
    case .explicit(let tableau): tableau.order
    }
  }

  /// Whether a step comes with an estimate of its error, which adaptive steps need.
  public var hasErrorEstimate: Bool {
    switch self {
    case .explicit(let tableau): tableau.embedded != nil
    }
  }

  /// The solution between the ends of a step.
  public var denseOutput: DenseOutput {
    switch self {
    case .explicit(let tableau): tableau.denseOutput
    }
  }

  /// Where the method was published.
  public var source: String {
    switch self {
    case .explicit(let tableau): tableau.source
    }
  }

  /// The numbers of a row's components that steps of a method keep: the velocities of its stages.
  var stages: Int {
    switch self {
    case .explicit(let tableau): tableau.stages
    }
  }

  /// Makes what tries the method's steps.
  ///
  /// - Parameters:
  ///   - evaluation: evaluates the field for the rows of a block.
  ///   - needsEndVelocity: whether an attempt is to give the velocity at the end of the step.
  /// - Returns: the stepper, which works in the memory of `evaluation`.
  func makeStepper<Element: Scalar>(
    _ evaluation: StepEvaluation<Element>, needsEndVelocity: Bool
  ) -> any Stepper<Element> {
    switch self {
    case .explicit(let tableau):
      ExplicitStepper(tableau, evaluation, needsEndVelocity: needsEndVelocity)
    }
  }
}
