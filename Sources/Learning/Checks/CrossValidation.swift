public import DataIO
import ODE
public import Tensors

/// How well models of one kind predict rows that they were not trained on: each fold of a table by a model
/// of the others.
public struct CrossValidation: Sendable {
  /// The score of each fold.
  public let folds: [Fold]

  /// One fold, and how it was predicted.
  public struct Fold: Sendable {
    /// The rows that were held out, of those that can be used.
    public let rows: [Int]
    /// How good their predictions are.
    public let report: ScoreReport
    /// The epochs that the model was trained for.
    public let epochs: Int
  }

  /// A number that folds are compared by.
  public struct Measure: Sendable, Hashable {
    /// What it is: `accuracy`, `log loss`, `R2`, `RMSE`.
    public let name: String
    /// Its value on each fold.
    public let values: [Double]

    /// The mean.
    public var mean: Double { values.reduce(0, +) / Double(values.count) }

    /// The standard deviation of the folds' values: how far they lie from one another, not how sure the
    /// mean is.
    public var deviation: Double {
      let mean = mean
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(max(values.count - 1, 1))).squareRoot()
    }
  }

  /// What the folds are compared by.
  public var measures: [Measure] {
    func measure(_ name: String, _ value: (ScoreReport) -> Double?) -> Measure? {
      let values = folds.compactMap { value($0.report) }
      return values.count == folds.count ? Measure(name: name, values: values) : nil
    }
    return [
      measure("accuracy") {
        if case .classification(let report) = $0 { report.accuracy } else { nil }
      },
      measure("log loss") {
        if case .classification(let report) = $0 { report.logLoss } else { nil }
      },
      measure("R2") { if case .regression(let report) = $0 { report.r2 } else { nil } },
      measure("RMSE") { if case .regression(let report) = $0 { report.rmse } else { nil } },
    ].compactMap { $0 }
  }
}

extension TabularModel {
  /// Cross-validates models of one kind on a table.
  ///
  /// How columns become features is learned from the training rows of each fold alone, so that nothing of
  /// the held out rows is known. Rows are dealt to folds at random from the seed of the options, classes
  /// evenly.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - target: the column to predict.
  ///   - task: classification or regression; guessed when nil.
  ///   - missing: what is done about missing cells.
  ///   - folds: the number of folds, at least 2.
  ///   - architecture: the network.
  ///   - options: how each model is trained.
  ///   - precision: that of the models.
  ///   - pool: the threads to run on; the bits do not depend on their number.
  ///   - onFold: called when a fold is done, with its number from 0.
  /// - Returns: the scores.
  /// - Throws: as fitting and scoring; ``LearningError/tooFewRows(found:needed:)`` for fewer rows than
  ///   folds.
  /// - Precondition: there are at least 2 folds.
  public static func crossValidation(
    on table: Table, target: String, task: LearningTask? = nil, missing: MissingPolicy = .refuse,
    folds: Int = 5, architecture: FlowArchitecture = FlowArchitecture(),
    options: TrainingOptions = TrainingOptions(), precision: Precision = .single,
    pool: ForkJoinPool = ForkJoinPool(threads: 1), onFold: (Int) -> Void = { _ in }
  ) throws(LearningError) -> CrossValidation {
    let whole = try TableEncoder(fitting: table, target: target, task: task, missing: missing)
    let examples = try whole.encodeExamples(table)
    let usable = examples.inputs.rows
    guard usable.count >= 2 * folds else {
      throw .tooFewRows(found: usable.count, needed: 2 * folds)
    }
    var stream = RandomStream(seed: options.seed)
    let divided = HoldOut.folds(folds, classes: examples.classes, using: &stream)
    var results: [CrossValidation.Fold] = []
    for (number, fold) in divided.enumerated() {
      let training = table.selecting(rows: fold.training.map { usable[$0] })
      let held = table.selecting(rows: fold.validation.map { usable[$0] })
      let encoder = try TableEncoder(
        fitting: training, target: target, task: whole.task, missing: missing)
      let fit = try TabularModel.fit(
        encoder, on: training, architecture: architecture, options: options, precision: precision,
        pool: pool)
      let scores = try fit.model.scores(on: held, pool: pool)
      results.append(
        CrossValidation.Fold(
          rows: fold.validation.map { usable[$0] }, report: scores.report,
          epochs: fit.history.count))
      onFold(number)
    }
    return CrossValidation(folds: results)
  }
}

extension EncodedExamples {
  /// Each row's class; all 0 for numbers.
  fileprivate var classes: [Int] {
    switch target {
    case .numbers(let numbers): return [Int](repeating: 0, count: numbers.shape[0])
    case .labels(let labels):
      let known = Set(labels).sorted()
      let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
      return labels.map { places[$0] ?? 0 }
    }
  }
}
