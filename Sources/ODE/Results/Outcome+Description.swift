extension Outcome: CustomStringConvertible {
  /// What happened, in one clause.
  public var description: String {
    switch self {
    case .completed: "completed"
    case .underWay(let t): "under way at t = \(t)"
    case .stopped(let event, let t): "event \(event) stopped the row at t = \(t)"
    case .jumpsAccumulate(let event, let t): "the jumps of event \(event) accumulate at t = \(t)"
    case .stepTooSmall(let t): "the step size became too small at t = \(t)"
    case .tooManySteps(let t): "the limit on steps was met at t = \(t)"
    case .notConverged(let t): "Newton's iteration did not converge at t = \(t)"
    case .notFinite(.initialState, _): "the initial state is not finite"
    case .notFinite(.velocity, let t): "the velocity is not finite near t = \(t)"
    case .notFinite(.event, let t): "the function of an event is not finite before t = \(t)"
    case .notFinite(.state, let t): "the state is not finite after t = \(t)"
    }
  }

  /// What to do about it, in one sentence; empty for a row that did not fail.
  public var advice: String {
    switch self {
    case .completed, .underWay, .stopped:
      ""
    case .jumpsAccumulate:
      "each comes sooner than the one before, as of a ball that comes to rest: add an event that stops "
        + "the row when it is slow, or end earlier"
    case .stepTooSmall:
      "the solution may have a singularity there, or the tolerances may be finer than the precision "
        + "allows: end earlier, loosen them, or use float64"
    case .tooManySteps:
      "the field may be stiff or oscillate fast: take the automatic or an implicit method, loosen the "
        + "tolerances or raise the limit on steps"
    case .notConverged:
      "the field may be rough or have a singularity there, or equal steps may be too long: take more of "
        + "them, adaptive ones, or an explicit method"
    case .notFinite(.initialState, _):
      "look for missing or infinite numbers in the initial states"
    case .notFinite(.velocity, _):
      "look for a division by zero, a root or a logarithm of a negative number in the field, or end "
        + "earlier"
    case .notFinite(.event, _):
      "look for a division by zero, a root or a logarithm of a negative number in the event's function"
    case .notFinite(.state, _):
      "the equal steps may be too long for this field: take more of them, or adaptive ones"
    }
  }
}
