public import Tensors

/// What a model of tables or images is attacked by, and defended with.
public struct RobustnessCheck: Sendable, Hashable {
  /// What an attack's size is a number of.
  public enum Unit: String, Sendable, Hashable, CaseIterable {
    /// The columns' own units, such as parts of the brightest level for pixels.
    case column
    /// Standard deviations of each column over the rows of the training.
    case deviation
  }

  /// The attack, from which categories are safe.
  public var attack: Attack
  /// What its size is a number of.
  public var unit: Unit
  /// Where attacked features stay.
  public var bounds: ClosedRange<Double>?
  /// The defence; nil for none.
  public var defence: DefenceOptions?
  /// The seed of chance.
  public var seed: UInt64

  /// A check.
  public init(
    _ attack: Attack, unit: Unit = .column, bounds: ClosedRange<Double>? = nil,
    defence: DefenceOptions? = nil, seed: UInt64 = 0
  ) {
    self.attack = attack
    self.unit = unit
    self.bounds = bounds
    self.defence = defence
    self.seed = seed
  }
}

/// Rows of features with their labels.
public struct LabelledFeatures: Sendable {
  /// The features; shape `[rows, features]`.
  public let features: Tensor<Double>
  /// The label of each row.
  public let labels: [String]

  /// Rows.
  ///
  /// - Precondition: there are as many labels as rows.
  public init(features: Tensor<Double>, labels: [String]) {
    precondition(
      features.rank == 2 && features.shape[0] == labels.count,
      "features of shape \(features.shape), and \(labels.count) labels")
    self.features = features
    self.labels = labels
  }
}

extension TabularModel {
  /// Attacks the model, and scores it with and without a defence.
  ///
  /// - Parameters:
  ///   - check: the attack and the defence.
  ///   - rows: the rows to attack.
  ///   - clean: clean rows that the defence is fitted to, such as those of the training.
  ///   - pool: the threads to run on; no number depends on them.
  /// - Returns: the scores.
  /// - Throws: ``LearningError/option(_:)`` for a regression; as
  ///   ``FlowClassifier/defence(fittedTo:labels:options:pool:)`` otherwise.
  public func robustness(
    _ check: RobustnessCheck, on rows: LabelledFeatures, clean: LabelledFeatures? = nil,
    pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) throws(LearningError) -> RobustnessReport {
    switch flow {
    case .single(let model): try model.robustness(check, encoder, on: rows, clean: clean, pool)
    case .double(let model): try model.robustness(check, encoder, on: rows, clean: clean, pool)
    }
  }
}

extension FlowModel {
  fileprivate func robustness(
    _ check: RobustnessCheck, _ encoder: TableEncoder, on rows: LabelledFeatures,
    clean: LabelledFeatures?, _ pool: ForkJoinPool
  ) throws(LearningError) -> RobustnessReport {
    guard case .classifier(let model) = self else {
      throw .option("attacks make a model err about classes, and this one predicts numbers")
    }
    for part in [rows, clean].compactMap({ $0 }) {
      let found = part.features.shape[1]
      guard found == encoder.featureCount else {
        throw .featureCount(found: found, expected: encoder.featureCount)
      }
    }
    guard !rows.labels.isEmpty else { throw .tooFewRows(found: 0, needed: 1) }
    var defence: FlowDefence<Element>?
    if let options = check.defence {
      guard let clean else {
        throw .option("a defence is fitted to clean rows, of which none are given")
      }
      defence = try model.defence(
        fittedTo: clean.features, labels: clean.labels, options: options, pool: pool)
    }
    return try model.robustness(
      to: check.attack, rows.features, labels: rows.labels, defence: defence,
      units: encoder.attackUnits(check.unit, standardizer), bounds: check.bounds, seed: check.seed,
      pool: pool)
  }
}

extension TableEncoder {
  /// What an attack's size is multiplied by for each feature.
  fileprivate func attackUnits(
    _ unit: RobustnessCheck.Unit, _ standardizer: Standardizer
  ) -> Tensor<Double> {
    let isNumber = columns.flatMap { column in
      switch column.kind {
      case .numeric: [true]
      case .categorical(let categories, _): categories.map { _ in false }
      }
    }
    return Tensor(
      zip(isNumber, standardizer.scales).map { isNumber, scale in
        isNumber ? (unit == .column ? 1 : scale) : 0
      })
  }
}
