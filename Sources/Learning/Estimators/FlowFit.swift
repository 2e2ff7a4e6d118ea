/// A trained model, and how it came to be.
public struct FlowFit<Model: Sendable>: Sendable {
  /// The model, with the parameters of the best epoch.
  public let model: Model
  /// What each epoch came to.
  public let history: [TrainingRecord]
  /// The epoch whose parameters the model has, from 1; 0 for first parameters, when the first epoch
  /// already diverged.
  public let bestEpoch: Int
  /// How the training ended.
  public let outcome: TrainingOutcome
  /// The rows that were trained on.
  public let trainingRows: [Int]
  /// The rows that were held out to decide when to stop.
  public let validationRows: [Int]
}

extension FlowFit {
  /// The same training with a model made of its model, such as one that also reads tables.
  public func map<Other: Sendable>(_ transform: (Model) -> Other) -> FlowFit<Other> {
    FlowFit<Other>(
      model: transform(model), history: history, bestEpoch: bestEpoch, outcome: outcome,
      trainingRows: trainingRows, validationRows: validationRows)
  }
}
