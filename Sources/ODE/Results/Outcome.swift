/// How following a row's flow ended.
public enum Outcome: Sendable, Hashable {
  /// The end of the time span was reached.
  case completed
  /// The step size that the tolerances ask for became too small.
  case stepTooSmall(t: Double)
  /// The limit on the number of steps was met.
  case tooManySteps(t: Double)
  /// The systems of an implicit method were not solved, however short the step.
  case notConverged(t: Double)
  /// A number was infinite or not a number.
  case notFinite(Quantity, t: Double)

  /// What was not finite.
  public enum Quantity: Sendable, Hashable {
    /// The state at which the flow begins.
    case initialState
    /// The field's value.
    case velocity
    /// The state at the end of a step.
    case state
  }

  /// Whether the end of the time span was reached.
  public var isCompleted: Bool { self == .completed }

  /// The time at which a row failed; nil for one that did not.
  public var failureTime: Double? {
    switch self {
    case .completed: nil
    case .stepTooSmall(let t), .tooManySteps(let t), .notConverged(let t), .notFinite(_, let t): t
    }
  }
}
