import Control
import DataIO
import ODE
public import Tensors

/// A training that advances epoch by epoch: parameters, optimiser, random stream, best epoch so far.
///
/// The session owns no thread and reads no clock; who drives it decides when to stop. Between any two
/// steps its ``checkpoint`` says all that it takes to go on.
public final class TrainingSession<Element: Scalar> {
  /// The network.
  public let network: FlowNetwork<Element>
  /// How it is trained.
  public let options: TrainingOptions
  /// The parameters after the last epoch; shape `[network.parameterCount]`.
  public private(set) var parameters: Tensor<Element>
  /// The parameters of the best epoch.
  public private(set) var bestParameters: Tensor<Element>
  /// The best epoch, from 1; 0 before the first.
  public private(set) var bestEpoch = 0
  /// What each epoch came to.
  public private(set) var history: [TrainingRecord] = []
  /// How the training ended; nil while it goes on.
  public private(set) var outcome: TrainingOutcome?

  private let training: TrainingRows<Element>
  private let validation: Ensemble<Element>?
  private let score: (_ predictions: Tensor<Element>) -> Double
  private let validationFeatures: Tensor<Element>?
  /// What is minimised; and, without the kinetic energy, what the held out rows are judged by.
  private let objective: EnsembleObjective<Element>
  private let loss: EnsembleObjective<Element>
  private let pool: ForkJoinPool
  private var improver: any ParameterImprover<Element>
  private var stream: RandomStream
  private var epoch: EpochUnderWay?
  private var best: Merit?

  /// A training before its first epoch.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - options: how to train it.
  ///   - training: features and targets of the training rows.
  ///   - validation: features and targets of the rows that decide when to stop, if any.
  ///   - stream: random numbers for first parameters and the order of rows.
  ///   - pool: the threads to run on.
  ///   - score: the score of predictions for the validation rows.
  public init(
    network: FlowNetwork<Element>, options: TrainingOptions, training: LabelledRows<Element>,
    validation: LabelledRows<Element>?, stream: RandomStream, pool: ForkJoinPool,
    score: @escaping (_ predictions: Tensor<Element>) -> Double
  ) {
    self.network = network
    self.options = options
    self.stream = stream
    self.pool = pool
    self.score = score
    self.training = TrainingRows(training, for: network)
    self.validation = validation?.ensemble(for: network)
    validationFeatures = validation?.features
    parameters = network.initialParameters(using: &self.stream)
    bestParameters = parameters
    loss = EnsembleObjective(network.problem, pool: pool, memory: options.memory)
    let trained = network.penalizingMotion(by: options.kineticWeight)
    objective =
      options.kineticWeight == network.kineticWeight
      ? loss : EnsembleObjective(trained.problem, pool: pool, memory: options.memory)
    improver = makeImprover(options, trained, rows: training.count, pool: pool)
  }

  /// Trains to the end of the epoch, or until a closure that is asked before each step says no; does
  /// nothing once the training has ended.
  ///
  /// - Returns: whether the epoch has ended and was recorded.
  @discardableResult
  public func advance(while goesOn: () -> Bool = { true }) -> Bool {
    guard outcome == nil else { return false }
    var current = epoch ?? begin()
    while current.progress.rows < training.count {
      guard goesOn() else {
        epoch = current
        return false
      }
      let isFinite = improver.step(
        &parameters, training, order: current.order, objective: objective, &current.progress)
      guard isFinite else {
        outcome = .diverged(epoch: history.count + 1)
        return false
      }
    }
    epoch = nil
    record(current.progress)
    outcome = currentOutcome
    return true
  }

  /// Ends the training.
  public func cancel() {
    if outcome == nil { outcome = .cancelled }
  }

  /// The training as it stands: of use until it diverges.
  public var checkpoint: TrainingCheckpoint {
    TrainingCheckpoint(
      precision: Precision(of: Element.self), parameters: parameters.converted(to: Double.self),
      bestParameters: bestParameters.converted(to: Double.self), bestEpoch: bestEpoch,
      history: history, epoch: epoch?.progress, stream: epoch?.start ?? stream.state,
      rule: improver.state, plan: plan)
  }

  /// Goes on from where another training of the same network, rows and options stood, bit for bit as
  /// that one would have; options may differ in how long to train and when to stop.
  ///
  /// The rows themselves are not compared, only their number.
  ///
  /// - Throws: when the checkpoint is of another training; this one has then not changed.
  public func resume(from checkpoint: TrainingCheckpoint) throws(CheckpointError) {
    if let (path, found, expected) = checkpoint.plan.firstDifference(from: plan) {
      throw .otherPlan(part: path, found: found, expected: expected)
    }
    for count in [checkpoint.parameters.count, checkpoint.bestParameters.count]
    where count != network.parameterCount {
      throw .parameterCount(found: count, expected: network.parameterCount)
    }
    if let rows = checkpoint.epoch?.rows, rows >= training.count {
      throw .rule("\(rows) of \(training.count) rows have had their step")
    }
    try improver.resume(from: checkpoint.rule)
    stream = RandomStream(state: checkpoint.stream)
    parameters = checkpoint.parameters.converted(to: Element.self)
    bestParameters = checkpoint.bestParameters.converted(to: Element.self)
    (history, bestEpoch) = (checkpoint.history, checkpoint.bestEpoch)
    best = history.first { $0.epoch == bestEpoch }.map(Merit.init)
    outcome = history.isEmpty ? nil : currentOutcome
    epoch = nil
    guard let progress = checkpoint.epoch else { return }
    epoch = begin()
    epoch?.progress = progress
  }

  /// Draws the order of rows for an epoch.
  private func begin() -> EpochUnderWay {
    let start = stream.state
    let order = options.shuffles ? stream.permutation(of: training.count) : nil
    return EpochUnderWay(start: start, order: order)
  }

  /// How the training ended, if the last epoch was its last.
  private var currentOutcome: TrainingOutcome? {
    if history.count >= options.epochs { return .completed }
    if improver.hasConverged { return .converged }
    if let patience = options.patience, history.count - bestEpoch >= patience {
      return .stoppedEarly
    }
    return nil
  }

  /// What a checkpoint must agree about.
  private var plan: JSONValue {
    [
      "precision": .string(Precision(of: Element.self).rawValue),
      "network": network.architecture.json, "features": .integer(network.featureCount),
      "outputs": .integer(network.readOut.targetDimension),
      "loss": .string(network.readOut.loss.word), "training_rows": .integer(training.count),
      "validation_rows": .integer(validation?.count ?? 0), "options": options.json,
    ]
  }

  private func record(_ epoch: EpochProgress) {
    var validationLoss: Double?
    var validationScore: Double?
    if let validation, let validationFeatures {
      validationLoss = loss.value(parameters, over: validation)
      validationScore = score(
        network.predictions(validationFeatures, theta: parameters, on: pool).values)
    }
    var record = TrainingRecord(
      epoch: history.count + 1, step: epoch.step, trainingLoss: epoch.loss,
      validationLoss: validationLoss, validationScore: validationScore,
      learningRate: epoch.learningRate,
      gradientNorm: epoch.gradientNorm / Double(max(epoch.batches, 1)),
      forwardEvaluations: Double(epoch.forwardEvaluations) / Double(training.count),
      backwardEvaluations: Double(epoch.backwardEvaluations) / Double(training.count),
      isBest: false)
    let merit = Merit(record)
    if merit.isBetter(than: best, by: options.minimumImprovement) {
      record.isBest = true
      best = merit
      bestParameters = parameters
      bestEpoch = record.epoch
    }
    history.append(record)
  }
}

/// An epoch that has begun: how far it has come, and what it began with.
private struct EpochUnderWay {
  /// The stream before the order was drawn.
  let start: RandomStream.State
  let order: [Int]?
  var progress = EpochProgress()
}

extension Precision {
  /// The precision of a type of numbers.
  init<Element: Scalar>(of type: Element.Type) {
    self = type is Float.Type ? .single : .double
  }
}
