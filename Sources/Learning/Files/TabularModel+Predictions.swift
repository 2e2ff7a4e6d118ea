public import DataIO
public import ODE
public import Tensors

/// What a model predicts for the rows of a table.
public struct TablePredictions: Sendable, Equatable {
  /// The predictions themselves.
  public enum Values: Sendable, Equatable {
    /// The most probable label of each row, and the probability of each class; shape
    /// `[rows, classes]`.
    case labels([String], probabilities: Tensor<Double>, classes: [String])
    /// The number of each row.
    case numbers([Double])
  }

  /// The predictions, one for each of `inputs.rows`.
  public let values: Values
  /// The rows that they are of, with what was odd about them.
  public let inputs: EncodedRows
  /// What solving the flow took.
  public let work: FlowWork

  /// The rows of the table that predictions are of, ascending.
  public var rows: [Int] { inputs.rows }

  /// The labels as they are, or the numbers written as briefly as they can be.
  public var texts: [String] {
    switch values {
    case .labels(let labels, _, _): labels
    case .numbers(let numbers): numbers.map(\.description)
    }
  }
}

extension TabularModel {
  /// Predicts for the rows of a table.
  ///
  /// - Throws: as ``TableEncoder/encode(_:)``.
  public func predictions(
    for table: Table, pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) throws(LearningError) -> TablePredictions {
    predictions(for: try encoder.encode(table), pool: pool)
  }

  /// Predicts for encoded rows.
  public func predictions(
    for inputs: EncodedRows, pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) -> TablePredictions {
    let (values, work) =
      switch flow {
      case .single(let model): model.values(inputs.features, pool)
      case .double(let model): model.values(inputs.features, pool)
      }
    return TablePredictions(values: values, inputs: inputs, work: work)
  }

  /// Predicts for the rows of a table whose targets are known, and scores the predictions.
  ///
  /// - Throws: as ``TableEncoder/encodeExamples(_:)``; ``LearningError/unknownLabel(_:known:)``.
  public func scores(
    on table: Table, pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) throws(LearningError) -> TableScores {
    let examples = try encoder.encodeExamples(table)
    guard !examples.inputs.rows.isEmpty else { throw .tooFewRows(found: 0, needed: 1) }
    let predictions = predictions(for: examples.inputs, pool: pool)
    let report = try ScoreReport(examples.target, predictions.values)
    return TableScores(report: report, predictions: predictions)
  }
}

extension FlowModel {
  fileprivate func values(
    _ features: Tensor<Double>, _ pool: ForkJoinPool
  ) -> (TablePredictions.Values, FlowWork) {
    switch self {
    case .classifier(let model):
      let (probabilities, work) = model.evaluate(features, pool: pool)
      let labels = probabilities.columnsOfRowMaxima().map { model.classes[$0] }
      return (.labels(labels, probabilities: probabilities, classes: model.classes), work)
    case .regressor(let model):
      let (numbers, work) = model.evaluate(features, pool: pool)
      return (.numbers(numbers.elements), work)
    }
  }
}
