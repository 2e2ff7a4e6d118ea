/// How the search for a row's steady state ended.
public enum SteadyOutcome: Sendable, Hashable {
  /// f(x) = 0 to the tolerance.
  case converged(iterations: Int)
  /// The limit on iterations was met at a state of some velocity, the greatest component's.
  case tooManyIterations(velocity: Double)
  /// The Jacobian matrix at the state is singular: steady states are not isolated there, or the flow
  /// has none nearby.
  case singular(velocity: Double)
  /// A state or a velocity was infinite or not a number.
  case notFinite

  /// Whether a steady state was found.
  public var isConverged: Bool {
    if case .converged = self { return true }
    return false
  }
}

extension SteadyOutcome: CustomStringConvertible {
  /// What happened, in one clause.
  public var description: String {
    switch self {
    case .converged(let iterations): "converged after \(iterations) iterations"
    case .tooManyIterations(let velocity):
      "the limit on iterations was met where the velocity is \(velocity)"
    case .singular(let velocity):
      "the Jacobian matrix is singular where the velocity is \(velocity)"
    case .notFinite: "a state or a velocity is not finite"
    }
  }

  /// What to do about it, in one sentence; empty for a converged row.
  public var advice: String {
    switch self {
    case .converged: ""
    case .tooManyIterations:
      "the field may have no steady state near the guess: follow the flow for a while and begin at its "
        + "end, or raise the limit"
    case .singular:
      "look for a quantity that the flow keeps, and fix it by one more equation, or begin elsewhere"
    case .notFinite: "begin nearer to the steady state, or look for a division by zero in the field"
    }
  }
}

/// The knobs of a search for steady states.
public struct SteadyControl: Sendable, Hashable {
  /// How steady states are looked for.
  public enum Strategy: String, Sendable, Hashable, CaseIterable {
    /// Newton's method, and pseudo-time from the same guess where that does not converge. Newton's
    /// method may find a steady state that the flow itself leaves.
    case newtonFirst
    /// Pseudo-time at once: the way of the flow, in implicit steps that grow as it comes to rest.
    case pseudoTime
  }

  /// How steady states are looked for.
  public var strategy: Strategy
  /// The length of the last correction, relative to the greatest component or 1.
  public var tolerance: Double
  /// The most iterations of either kind.
  public var maximumIterations: Int

  /// Knobs.
  ///
  /// - Precondition: the tolerance is above 0, and there is at least one iteration.
  public init(
    strategy: Strategy = .newtonFirst, tolerance: Double = 1e-10, maximumIterations: Int = 100
  ) {
    precondition(
      tolerance > 0 && maximumIterations >= 1,
      "a tolerance of \(tolerance) (above 0) and \(maximumIterations) iterations (at least 1)")
    self.strategy = strategy
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
  }
}
