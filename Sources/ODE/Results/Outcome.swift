/// How following a row's flow ended.
public enum Outcome: Sendable, Hashable {
  /// The end of the time span was reached.
  case completed
  /// The row has not come to its end yet: of a solve that is taken step by step.
  case underWay(t: Double)
  /// An event stopped the row, of the number that it has among those watched.
  case stopped(byEvent: Int, t: Double)
  /// The jumps of an event came ever faster, until times could not tell them apart.
  case jumpsAccumulate(event: Int, t: Double)
  /// The step size that the tolerances ask for became too small.
  case stepTooSmall(t: Double)
  /// The limit on the number of steps was met.
  case tooManySteps(t: Double)
  /// The systems of an implicit method were not solved, however short the step.
  case notConverged(t: Double)
  /// A number was infinite or not a number.
  case notFinite(Quantity, t: Double)

  /// What was not finite.
  public enum Quantity: Sendable, Hashable, CaseIterable {
    /// The state at which the flow begins.
    case initialState
    /// The field's value.
    case velocity
    /// The state at the end of a step.
    case state
    /// An event's function.
    case event
  }

  /// Whether the end of the time span was reached.
  public var isCompleted: Bool { self == .completed }

  /// Whether the row could not be followed to its end, or to an event that stops it.
  public var isFailure: Bool { failureTime != nil }

  /// The time at which a row failed; nil for one that did not.
  public var failureTime: Double? {
    switch self {
    case .completed, .underWay, .stopped: nil
    case .jumpsAccumulate(_, let t), .stepTooSmall(let t), .tooManySteps(let t),
      .notConverged(let t), .notFinite(_, let t):
      t
    }
  }
}
