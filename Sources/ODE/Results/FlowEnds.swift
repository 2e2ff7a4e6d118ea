public import Tensors

/// Where the rows of a flow ended, how, and what it took.
public struct FlowEnds<Element: Scalar>: Sendable {
  /// Each row's last state: at the end of the time span, or for a row that failed the last good one;
  /// shape `[rows, dimension]`.
  public let states: Tensor<Element>
  /// The times of these states; one a row.
  public let times: [Double]
  /// How each row ended.
  public let outcomes: [Outcome]
  /// What each row took.
  public let statistics: [Statistics]

  /// What all rows took together.
  public var total: Statistics { statistics.reduce(Statistics(), +) }

  /// Whether all rows reached the end of the time span.
  public var allCompleted: Bool { outcomes.allSatisfy(\.isCompleted) }
}
