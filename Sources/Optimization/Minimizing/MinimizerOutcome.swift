/// Why a minimisation ended.
public enum MinimizerOutcome: String, Equatable, Sendable, CaseIterable {
  /// The gradient fell below its tolerance.
  case convergedByGradient
  /// The last step was below its tolerance.
  case convergedByStep
  /// The last decrease of the value was below its tolerance.
  case convergedByValue
  /// The limit of iterations was reached.
  case iterationLimit
  /// No step along the steepest descent lowers the value.
  case lineSearchFailed
  /// The values decrease without a bound.
  case unbounded
  /// Value or gradient at the start are not finite.
  case notFinite

  /// Whether a minimum was found.
  public var isSuccess: Bool {
    switch self {
    case .convergedByGradient, .convergedByStep, .convergedByValue: true
    case .iterationLimit, .lineSearchFailed, .unbounded, .notFinite: false
    }
  }
}
