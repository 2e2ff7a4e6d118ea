/// How far an epoch has come: the rows that have had their step, and the sums so far.
public struct EpochProgress: Sendable, Hashable {
  /// The rows that have had their step, in the epoch's order.
  public var rows = 0
  /// The steps of the epoch.
  public var batches = 0
  /// The steps of the whole training.
  public var step = 0
  /// The sum of the batches' losses, each by its part of the rows.
  public var loss = 0.0
  /// The sum of the gradients' norms.
  public var gradientNorm = 0.0
  /// The learning rate of the last step.
  public var learningRate = 0.0
  /// Rows at which the field was evaluated.
  public var forwardEvaluations = 0
  /// Rows at which its pullback was evaluated.
  public var backwardEvaluations = 0

  /// An epoch before its first step.
  public init() {}
}
