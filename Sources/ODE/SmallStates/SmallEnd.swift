public import Calculus

/// Where the flow of a small state ended, how, and what it took.
public struct SmallEnd<State: SmallState>: Sendable {
  /// The last state: at the end of the time span, or for a flow that failed the last good one.
  public let state: State
  /// The time of that state.
  public let time: Double
  /// How the flow ended.
  public let outcome: Outcome
  /// What it took.
  public let statistics: Statistics

  @inlinable
  init(state: State, time: Double, outcome: Outcome, statistics: Statistics) {
    self.state = state
    self.time = time
    self.outcome = outcome
    self.statistics = statistics
  }
}
