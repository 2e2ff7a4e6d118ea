import Control
import ODE
import Optimization
public import Tensors

/// A training that advances epoch by epoch: parameters, optimiser, random stream, best epoch so far.
///
/// The session owns no thread and reads no clock; who drives it decides when to stop.
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

  private let training: Ensemble<Element>
  private let validation: Ensemble<Element>?
  private let score: (_ predictions: Tensor<Element>) -> Double
  private let validationFeatures: Tensor<Element>?
  private let objective: EnsembleObjective<Element>
  private let pool: ForkJoinPool
  private var improver: any ParameterImprover<Element>
  private var stream: RandomStream
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
    self.training = training.ensemble(for: network)
    self.validation = validation?.ensemble(for: network)
    validationFeatures = validation?.features
    parameters = network.initialParameters(using: &self.stream)
    bestParameters = parameters
    objective = EnsembleObjective(network.problem, pool: pool, memory: options.memory)
    improver = makeImprover(options, network, rows: training.count, pool: pool)
  }

  /// Trains for one epoch; does nothing once the training has ended.
  public func advance() {
    guard outcome == nil else { return }
    let order = options.shuffles ? stream.permutation(of: training.count) : nil
    guard
      let epoch = improver.epoch(&parameters, training, order: order, objective: objective)
    else {
      outcome = .diverged(epoch: history.count + 1)
      return
    }
    record(epoch)
    if improver.hasConverged { outcome = .converged }
    if history.count >= options.epochs { outcome = .completed }
    if outcome == nil, let patience = options.patience, history.count - bestEpoch >= patience {
      outcome = .stoppedEarly
    }
  }

  /// Ends the training.
  public func cancel() {
    if outcome == nil { outcome = .cancelled }
  }

  private func record(_ epoch: EpochSummary) {
    var validationLoss: Double?
    var validationScore: Double?
    if let validation, let validationFeatures {
      validationLoss = objective.value(parameters, over: validation)
      validationScore = score(
        network.predictions(validationFeatures, theta: parameters, on: pool).values)
    }
    let merit = Merit(score: validationScore, loss: validationLoss ?? epoch.loss)
    let isBest = merit.isBetter(than: best, by: options.minimumImprovement)
    if isBest {
      best = merit
      bestParameters = parameters
      bestEpoch = history.count + 1
    }
    history.append(
      TrainingRecord(
        epoch: history.count + 1, step: epoch.step, trainingLoss: epoch.loss,
        validationLoss: validationLoss, validationScore: validationScore,
        learningRate: epoch.learningRate, gradientNorm: epoch.gradientNorm,
        forwardEvaluations: Double(epoch.work.forwardEvaluations) / Double(training.count),
        backwardEvaluations: Double(epoch.work.backwardEvaluations) / Double(training.count),
        isBest: isBest))
  }
}

/// What epochs are compared by: the score of the held out rows, and where it is the same, the loss.
///
/// The loss alone would choose an early epoch: a classifier that is right and grows ever more sure
/// loses more by its few errors than it gains.
private struct Merit {
  /// The score; nil where there is none, as for R² of rows with the same target.
  let score: Double?
  let loss: Double

  init(score: Double?, loss: Double) {
    self.score = score.flatMap { $0.isFinite ? $0 : nil }
    self.loss = loss
  }

  func isBetter(than other: Merit?, by margin: Double) -> Bool {
    guard loss.isFinite else { return false }
    guard let other else { return true }
    if let score, let known = other.score, score != known { return score > known }
    return loss < other.loss - margin
  }
}

/// Rows of features with their targets, as numbers.
public struct LabelledRows<Element: Scalar>: Sendable {
  /// The features; shape `[rows, features]`.
  public let features: Tensor<Element>
  /// The targets; shape `[rows, outputs]`.
  public let targets: Tensor<Element>

  /// Rows with targets.
  public init(features: Tensor<Element>, targets: Tensor<Element>) {
    precondition(
      features.shape[0] == targets.shape[0],
      "\(features.shape[0]) rows of features and \(targets.shape[0]) of targets")
    self.features = features
    self.targets = targets
  }

  /// The number of rows.
  public var count: Int { features.shape[0] }

  func ensemble(for network: FlowNetwork<Element>) -> Ensemble<Element> {
    Ensemble(states: network.states(features), targets: targets)
  }
}
