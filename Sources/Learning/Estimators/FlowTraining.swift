/// The training of a model, for a caller that drives it: saves it on the way, stops it, goes on
/// another day.
///
/// ```swift
/// let training = try FlowClassifier<Float>.training(features, labels: labels)
/// try training.resume(from: checkpoint)
/// while training.outcome == nil {
///   training.advance()
///   save(training.checkpoint)
/// }
/// let model = training.fit.model
/// ```
public struct FlowTraining<Model: Sendable> {
  private let process: any TrainingProcess
  private let trainingRows: [Int]
  private let validationRows: [Int]
  private let model: () -> Model

  init(
    _ process: any TrainingProcess, trainingRows: [Int], validationRows: [Int],
    model: @escaping () -> Model
  ) {
    self.process = process
    self.trainingRows = trainingRows
    self.validationRows = validationRows
    self.model = model
  }

  /// What each epoch came to.
  public var history: [TrainingRecord] { process.history }
  /// The best epoch, from 1; 0 before the first.
  public var bestEpoch: Int { process.bestEpoch }
  /// How the training ended; nil while it goes on.
  public var outcome: TrainingOutcome? { process.outcome }

  /// Trains to the end of the epoch, or until a closure that is asked before each step says no; does
  /// nothing once the training has ended.
  ///
  /// - Returns: whether the epoch has ended and was recorded.
  @discardableResult
  public func advance(while goesOn: () -> Bool = { true }) -> Bool {
    process.advance(while: goesOn)
  }

  /// Ends the training.
  public func cancel() { process.cancel() }

  /// The training as it stands: of use until it diverges.
  public var checkpoint: TrainingCheckpoint { process.checkpoint }

  /// Goes on from where another training with the same rows and options stood, bit for bit as that one
  /// would have; options may differ in how long to train and when to stop.
  ///
  /// The rows themselves are not compared, only their number.
  ///
  /// - Throws: when the checkpoint is of another training.
  public func resume(from checkpoint: TrainingCheckpoint) throws(CheckpointError) {
    try process.resume(from: checkpoint)
  }

  /// The model of the best epoch so far, and how it came to be.
  public var fit: FlowFit<Model> {
    FlowFit(
      model: model(), history: history, bestEpoch: bestEpoch, outcome: outcome ?? .cancelled,
      trainingRows: trainingRows, validationRows: validationRows)
  }

  /// The same training of a model made of its model, such as one that also reads tables.
  public func map<Other: Sendable>(_ transform: @escaping (Model) -> Other) -> FlowTraining<Other> {
    FlowTraining<Other>(process, trainingRows: trainingRows, validationRows: validationRows) {
      [model] in transform(model())
    }
  }

  /// The same training, its rows numbered by those of a table.
  func numbered(by rows: [Int]) -> FlowTraining {
    FlowTraining(
      process, trainingRows: trainingRows.map { rows[$0] },
      validationRows: validationRows.map { rows[$0] }, model: model)
  }

  /// Trains to the end.
  func finish(_ onEpoch: (TrainingRecord) -> TrainingDecision) -> FlowFit<Model> {
    while outcome == nil {
      if advance(), let record = history.last, onEpoch(record) == .stop { cancel() }
    }
    return fit
  }
}

/// A ``TrainingSession`` in whatever precision.
protocol TrainingProcess: AnyObject {
  var history: [TrainingRecord] { get }
  var bestEpoch: Int { get }
  var outcome: TrainingOutcome? { get }
  var checkpoint: TrainingCheckpoint { get }

  func advance(while goesOn: () -> Bool) -> Bool
  func cancel()
  func resume(from checkpoint: TrainingCheckpoint) throws(CheckpointError)
}

extension TrainingSession: TrainingProcess {}
