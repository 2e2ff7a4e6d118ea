public import DataIO
public import Tensors

extension TabularModel {
  /// Checks the derivatives of the model's objective on the first rows of a table, in double
  /// precision whatever the model's own.
  ///
  /// - Parameters:
  ///   - table: a table with the target column.
  ///   - rowLimit: the most rows that are used.
  ///   - seed: the seed of the random directions.
  ///   - pool: the threads to run on.
  /// - Returns: the comparisons.
  /// - Throws: as ``TableEncoder/encodeExamples(_:)``; ``LearningError/unknownLabel(_:known:)``.
  public func gradientCheck(
    on table: Table, rowLimit: Int = 64, seed: UInt64 = 0,
    pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) throws(LearningError) -> GradientCheck {
    let (model, rows) = try inDoublePrecision(on: table, rowLimit: rowLimit)
    return GradientCheck(
      model.network, at: model.parameters, over: rows, seed: seed, pool: pool)
  }

  /// The model in double precision, and the first rows of a table as it takes them.
  func inDoublePrecision(
    on table: Table, rowLimit: Int
  ) throws(LearningError) -> (model: FlowModel<Double>, rows: LabelledRows<Double>) {
    let first = table.selecting(rows: Array(0..<min(rowLimit, table.rowCount)))
    let examples = try encoder.encodeExamples(first)
    guard !examples.inputs.rows.isEmpty else { throw .tooFewRows(found: 0, needed: 1) }
    let model: FlowModel<Double> =
      switch flow {
      case .single(let model): model.inDoublePrecision
      case .double(let model): model
      }
    return (model, try model.rows(examples))
  }
}

extension FlowModel {
  /// The same model with its numbers in 64 bits.
  var inDoublePrecision: FlowModel<Double> {
    let network = FlowNetwork<Double>(
      architecture: network.architecture, featureCount: network.featureCount,
      outputs: network.readOut.targetDimension, loss: network.readOut.loss)
    let parameters = parameters.converted(to: Double.self)
    switch self {
    case .classifier(let model):
      return .classifier(
        FlowClassifier(
          classes: model.classes, standardizer: model.standardizer, network: network,
          parameters: parameters))
    case .regressor(let model):
      return .regressor(
        FlowRegressor(
          standardizer: model.standardizer, targetStandardizer: model.targetStandardizer,
          network: network, parameters: parameters))
    }
  }
}
