/// A trained model, and how it came to be.
public struct FlowFit<Model: Sendable>: Sendable {
  /// The model, with the parameters of the best epoch.
  public let model: Model
  /// What each epoch came to.
  public let history: [TrainingRecord]
  /// The epoch whose parameters the model has, from 1.
  public let bestEpoch: Int
  /// How the training ended.
  public let outcome: TrainingOutcome
  /// The rows that were trained on.
  public let trainingRows: [Int]
  /// The rows that were held out to decide when to stop.
  public let validationRows: [Int]
}
