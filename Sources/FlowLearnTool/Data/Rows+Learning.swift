import FlowLearn

/// What a training is made of, beside the rows.
struct TrainingPlan {
  let encoder: TableEncoder
  let architecture: FlowArchitecture
  let options: TrainingOptions
  let precision: Precision
  let pool: ForkJoinPool
}

extension Rows {
  /// The number of rows.
  var count: Int {
    switch self {
    case .table(let reading): reading.table.rowCount
    case .images(let set): set.count
    }
  }

  /// How the rows become features; the task is guessed when nil, and images have one target only.
  func encoder(
    target: String, task: LearningTask?, missing: MissingPolicy
  ) throws(LearningError) -> TableEncoder {
    switch self {
    case .table(let reading):
      return try TableEncoder(
        fitting: reading.table, target: target, task: task, missing: missing)
    case .images(let set):
      return TableEncoder(
        target: ImageSet.target, task: .classification, missing: missing,
        columns: set.featureNames.map { FeatureColumn(name: $0, kind: .numeric(mean: 0)) })
    }
  }

  /// The training of a model on the rows, before its first epoch.
  func training(
    _ plan: TrainingPlan, validation: Rows?
  ) throws(LearningError) -> FlowTraining<TabularModel> {
    switch self {
    case .table(let reading):
      return try TabularModel.training(
        plan.encoder, on: reading.table, architecture: plan.architecture, options: plan.options,
        validation: validation?.table, precision: plan.precision, pool: plan.pool)
    case .images(let set):
      switch plan.precision {
      case .single:
        let training: FlowTraining<FlowClassifier<Float>> = try set.training(
          plan, validation?.images)
        return training.map { TabularModel(encoder: plan.encoder, flow: .single(.classifier($0))) }
      case .double:
        let training: FlowTraining<FlowClassifier<Double>> = try set.training(
          plan, validation?.images)
        return training.map { TabularModel(encoder: plan.encoder, flow: .double(.classifier($0))) }
      }
    }
  }

  /// How well a model predicts some rows, or all when nil.
  func scores(
    of model: TabularModel, rows: [Int]? = nil, on pool: ForkJoinPool
  ) throws(LearningError) -> (report: ScoreReport, predictions: TablePredictions) {
    switch self {
    case .table(let reading):
      let table = rows.map { reading.table.selecting(rows: $0) } ?? reading.table
      let scores = try model.scores(on: table, pool: pool)
      return (scores.report, scores.predictions)
    case .images(let set):
      let features = rows.map { set.features.rows(at: $0) } ?? set.features
      let labels = rows.map { $0.map { set.labels[$0] } } ?? set.labels
      let predictions = try set.predictions(of: model, for: features, on: pool)
      guard case .labels(_, let probabilities, let classes) = predictions.values else {
        throw .option("the model predicts numbers, and images have labels")
      }
      let report = try ClassificationReport(
        labels: labels, probabilities: probabilities, classes: classes)
      return (.classification(report), predictions)
    }
  }

  /// What a model predicts for the rows.
  func predictions(
    of model: TabularModel, on pool: ForkJoinPool
  ) throws(LearningError) -> TablePredictions {
    switch self {
    case .table(let reading): try model.predictions(for: reading.table, pool: pool)
    case .images(let set): try set.predictions(of: model, for: set.features, on: pool)
    }
  }

  /// The table; nil for images.
  var table: Table? {
    if case .table(let reading) = self { reading.table } else { nil }
  }

  /// The images; nil for a table.
  var images: ImageSet? {
    if case .images(let set) = self { set } else { nil }
  }
}

extension ImageSet {
  fileprivate func training<Element>(
    _ plan: TrainingPlan, _ validation: ImageSet?
  ) throws(LearningError) -> FlowTraining<FlowClassifier<Element>> {
    try FlowClassifier<Element>.training(
      features, labels: labels, architecture: plan.architecture, options: plan.options,
      validation: validation.map { ($0.features, $0.labels) }, pool: plan.pool)
  }

  fileprivate func predictions(
    of model: TabularModel, for features: Tensor<Double>, on pool: ForkJoinPool
  ) throws(LearningError) -> TablePredictions {
    guard pixelCount == model.encoder.featureCount else {
      throw .featureCount(found: pixelCount, expected: model.encoder.featureCount)
    }
    return model.predictions(for: EncodedRows(features: features), pool: pool)
  }
}

extension Rows {
  /// The label of each row whose target is known.
  func labels(_ encoder: TableEncoder) throws(LearningError) -> [String] {
    switch self {
    case .images(let set): return set.labels
    case .table(let reading):
      guard case .labels(let labels) = try encoder.encodeExamples(reading.table).target else {
        return []
      }
      return labels
    }
  }
}
