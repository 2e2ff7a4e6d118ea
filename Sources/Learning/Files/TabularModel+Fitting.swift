public import DataIO
public import Tensors

extension TabularModel {
  /// Learns a model from the rows of a table.
  ///
  /// - Parameters:
  ///   - encoder: how columns become features; fitted on the table. Where it fills gaps, the model
  ///     fills them with the means of the rows that are trained on, and not of those held out.
  ///   - table: the rows to learn from.
  ///   - architecture: the shape of the network.
  ///   - options: how to train it.
  ///   - validation: rows that decide when to stop, instead of a part of the table held out.
  ///   - precision: the precision of the model's numbers.
  ///   - pool: the threads to run on; no result depends on their number.
  ///   - onEpoch: called after each epoch; ends the training by returning `.stop`.
  /// - Returns: the model; the rows of its training and validation are rows of the table.
  /// - Throws: when the rows cannot be learned from.
  public static func fit(
    _ encoder: TableEncoder, on table: Table, architecture: FlowArchitecture = FlowArchitecture(),
    options: TrainingOptions = TrainingOptions(), validation: Table? = nil,
    precision: Precision = .single, pool: ForkJoinPool = ForkJoinPool(threads: 1),
    onEpoch: (TrainingRecord) -> TrainingDecision = { _ in .proceed }
  ) throws(LearningError) -> FlowFit<TabularModel> {
    try training(
      encoder, on: table, architecture: architecture, options: options, validation: validation,
      precision: precision, pool: pool
    ).finish(onEpoch)
  }

  /// The training that ``fit(_:on:architecture:options:validation:precision:pool:onEpoch:)`` goes
  /// through, before its first epoch.
  ///
  /// - Parameters: as there.
  /// - Throws: when the rows cannot be learned from.
  public static func training(
    _ encoder: TableEncoder, on table: Table, architecture: FlowArchitecture = FlowArchitecture(),
    options: TrainingOptions = TrainingOptions(), validation: Table? = nil,
    precision: Precision = .single, pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) throws(LearningError) -> FlowTraining<TabularModel> {
    try options.check()
    var encoder = encoder
    var examples = try encoder.encodeExamples(table)
    if encoder.missing == .fillMean, validation == nil, examples.inputs.filledCells > 0 {
      let training = examples.trainingRows(options)
      encoder = encoder.refilling(from: table, rows: training)
      examples = try encoder.encodeExamples(table)
    }
    var known: EncodedExamples?
    if let validation { known = try encoder.encodeExamples(validation) }
    let rows = examples.inputs.rows
    switch precision {
    case .single:
      return try FlowModel<Float>.training(examples, architecture, options, known, pool)
        .map { TabularModel(encoder: encoder, flow: .single($0)) }.numbered(by: rows)
    case .double:
      return try FlowModel<Double>.training(examples, architecture, options, known, pool)
        .map { TabularModel(encoder: encoder, flow: .double($0)) }.numbered(by: rows)
    }
  }
}

extension EncodedExamples {
  /// The rows of the table that a training with these options does not hold out.
  fileprivate func trainingRows(_ options: TrainingOptions) -> [Int] {
    var stream = RandomStream(seed: options.seed)
    return HoldOut(classes: classes, options: options, stream: &stream).training
      .map { inputs.rows[$0] }
  }

  /// Each row's class; all 0 for numbers.
  private var classes: [Int] {
    switch target {
    case .numbers(let numbers): return [Int](repeating: 0, count: numbers.shape[0])
    case .labels(let labels):
      let known = FlowClassifier<Double>.classes(of: labels)
      let places = Dictionary(uniqueKeysWithValues: zip(known, known.indices))
      return labels.map { places[$0] ?? 0 }
    }
  }
}

extension FlowModel {
  fileprivate static func training(
    _ examples: EncodedExamples, _ architecture: FlowArchitecture, _ options: TrainingOptions,
    _ validation: EncodedExamples?, _ pool: ForkJoinPool
  ) throws(LearningError) -> FlowTraining<FlowModel> {
    switch examples.target {
    case .labels(let labels):
      var known: (features: Tensor<Double>, labels: [String])?
      if let validation, case .labels(let labels) = validation.target {
        known = (validation.inputs.features, labels)
      }
      return try FlowClassifier.training(
        examples.inputs.features, labels: labels, architecture: architecture, options: options,
        validation: known, pool: pool
      ).map { .classifier($0) }
    case .numbers(let numbers):
      var known: (features: Tensor<Double>, targets: Tensor<Double>)?
      if let validation, case .numbers(let numbers) = validation.target {
        known = (validation.inputs.features, numbers)
      }
      return try FlowRegressor.training(
        examples.inputs.features, targets: numbers, architecture: architecture, options: options,
        validation: known, pool: pool
      ).map { .regressor($0) }
    }
  }
}
