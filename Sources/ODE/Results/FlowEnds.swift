public import Tensors

/// Where the rows of a flow ended, how, and what it took.
public struct FlowEnds<Element: Scalar>: Sendable {
  /// Each row's last state: at the end of the time span, at the event that stopped it, or for a row
  /// that failed the last good one; shape `[rows, dimension]`.
  public let states: Tensor<Element>
  /// The times of these states; one a row.
  public let times: [Double]
  /// How each row ended.
  public let outcomes: [Outcome]
  /// What each row took.
  public let statistics: [Statistics]
  /// What is known of the rows that failed, and of those whose explicit steps were bound by stability;
  /// none of small states, and none of stochastic equations.
  public let reports: [RowReport]
  /// What happened to each row; empty when nothing was watched.
  private let occurrences: [[EventOccurrence<Element>]]

  init(
    states: Tensor<Element>, times: [Double], outcomes: [Outcome], statistics: [Statistics],
    occurrences: [[EventOccurrence<Element>]] = [], reports: [RowReport] = []
  ) {
    self.states = states
    self.times = times
    self.outcomes = outcomes
    self.statistics = statistics
    self.occurrences = occurrences
    self.reports = reports
  }

  /// The events that happened to a row, in their order.
  public func occurrences(ofRow row: Int) -> [EventOccurrence<Element>] {
    precondition(times.indices.contains(row), "row \(row) of \(times.count)")
    return occurrences.isEmpty ? [] : occurrences[row]
  }

  /// The report on a row; nil where there is none.
  public func report(ofRow row: Int) -> RowReport? { reports.first { $0.row == row } }

  /// What all rows took together.
  public var total: Statistics { statistics.reduce(Statistics(), +) }

  /// Whether all rows reached the end of the time span.
  public var allCompleted: Bool { outcomes.allSatisfy(\.isCompleted) }
}
