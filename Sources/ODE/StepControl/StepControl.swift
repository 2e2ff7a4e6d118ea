/// How long steps are.
public enum StepControl: Sendable, Hashable {
  /// So many equal steps.
  case fixed(steps: Int)
  /// Each row's steps as long as its own error estimate allows.
  case adaptive(AdaptiveControl)

  /// Adaptive steps with tolerances for the error of one step.
  ///
  /// - Parameters:
  ///   - relative: the tolerance relative to the components of the state.
  ///   - absolute: the tolerance that is added to it.
  /// - Returns: adaptive control with all other knobs at their defaults.
  public static func adaptive(relative: Double = 1e-6, absolute: Double = 1e-9) -> StepControl {
    .adaptive(AdaptiveControl(relative: relative, absolute: absolute))
  }

  /// The number of equal steps; nil for adaptive ones.
  var equalSteps: Int? {
    if case .fixed(let steps) = self { steps } else { nil }
  }
}
