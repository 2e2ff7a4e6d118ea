extension FlowFit {
  /// The same training with a model made of its model, such as one that also reads tables.
  public func map<Other: Sendable>(_ transform: (Model) -> Other) -> FlowFit<Other> {
    FlowFit<Other>(
      model: transform(model), history: history, bestEpoch: bestEpoch, outcome: outcome,
      trainingRows: trainingRows, validationRows: validationRows)
  }
}
