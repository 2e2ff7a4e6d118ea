import Control
import ODE
import Optimization
import Tensors

/// What improves parameters, an epoch at a time.
protocol ParameterImprover<Element> {
  associatedtype Element: Scalar

  /// Trains for one epoch; nil when the loss or a gradient was not finite.
  mutating func epoch(
    _ theta: inout Tensor<Element>, _ rows: Ensemble<Element>, order: [Int]?,
    objective: EnsembleObjective<Element>
  ) -> EpochSummary?

  /// Whether nothing more is to be gained.
  var hasConverged: Bool { get }
}

/// What an epoch's steps came to.
struct EpochSummary {
  var loss = 0.0
  var step = 0
  var learningRate = 0.0
  var gradientNorm = 0.0
  var work = FlowWork()
}

/// The improver that the options ask for.
func makeImprover<Element: Scalar>(
  _ options: TrainingOptions, _ network: FlowNetwork<Element>, rows: Int, pool: ForkJoinPool
) -> any ParameterImprover<Element> {
  if options.method == .lbfgs {
    return FullBatchImprover(
      minimizer: Minimizer(gradientTolerance: 0, iterationLimit: options.epochs))
  }
  if options.method.maximizesHamiltonians {
    let method = SuccessiveApproximations(
      augmentation: options.method == .msa ? .none : .automatic(initial: 1))
    return SuccessiveImprover(
      batchSize: options.batchSize,
      trainer: SuccessiveApproximationTrainer(network.problem, method: method, pool: pool))
  }
  let steps = options.stepsPerEpoch(rows: rows)
  let rule = options.updateRule(totalSteps: steps * options.epochs, decaying: network.weightRanges)
  return MiniBatchImprover(
    batchSize: options.batchSize, optimizer: Optimizer(rule, count: network.parameterCount))
}

/// Steps of an update rule on mini-batches.
struct MiniBatchImprover<Element: Scalar>: ParameterImprover {
  let batchSize: Int
  var optimizer: Optimizer<Element>
  private var gradient = Tensor<Element>.zeros([0])

  var hasConverged: Bool { false }

  init(batchSize: Int, optimizer: Optimizer<Element>) {
    self.batchSize = batchSize
    self.optimizer = optimizer
    gradient = .zeros([optimizer.count])
  }

  mutating func epoch(
    _ theta: inout Tensor<Element>, _ rows: Ensemble<Element>, order: [Int]?,
    objective: EnsembleObjective<Element>
  ) -> EpochSummary? {
    var summary = EpochSummary()
    var batches = 0
    for first in stride(from: 0, to: rows.count, by: batchSize) {
      let range = first..<min(first + batchSize, rows.count)
      let batch = rows.batch(range, order: order)
      let loss = objective.value(theta, over: batch, gradient: &gradient)
      summary.learningRate = optimizer.learningRate
      guard loss.isFinite, optimizer.step(&theta, gradient: gradient) else { return nil }
      summary.loss += loss * Double(range.count) / Double(rows.count)
      summary.gradientNorm += Double(gradient.norm)
      summary.work = summary.work + objective.work
      batches += 1
    }
    summary.gradientNorm /= Double(max(batches, 1))
    summary.step = optimizer.stepCount
    return summary
  }
}

/// Iterations of L-BFGS on all rows.
struct FullBatchImprover<Element: Scalar>: ParameterImprover {
  let minimizer: Minimizer
  private var minimization: Minimization<Element>?

  init(minimizer: Minimizer) {
    self.minimizer = minimizer
  }

  var hasConverged: Bool { minimization?.outcome != nil }

  mutating func epoch(
    _ theta: inout Tensor<Element>, _ rows: Ensemble<Element>, order: [Int]?,
    objective: EnsembleObjective<Element>
  ) -> EpochSummary? {
    var work = FlowWork()
    func evaluate(_ theta: Tensor<Element>) -> (value: Element, gradient: Tensor<Element>) {
      var gradient = theta
      let value = objective.value(theta, over: rows, gradient: &gradient)
      work = work + objective.work
      return (Element(value), gradient)
    }
    var current = minimization ?? Minimization(minimizer, from: theta, of: evaluate)
    // Held once, its history is changed in place.
    minimization = nil
    current.advance(evaluate)
    minimization = current
    theta = current.position
    guard current.value.isFinite, current.outcome != .notFinite else { return nil }
    var summary = EpochSummary()
    summary.loss = Double(current.value)
    summary.step = current.iterations
    summary.learningRate = 1
    summary.gradientNorm = Double(current.gradientNorm)
    summary.work = work
    return summary
  }
}

/// Successive approximations on mini-batches.
struct SuccessiveImprover<Element: Scalar>: ParameterImprover {
  let batchSize: Int
  let trainer: SuccessiveApproximationTrainer<Element>
  private var steps = 0

  init(batchSize: Int, trainer: SuccessiveApproximationTrainer<Element>) {
    self.batchSize = batchSize
    self.trainer = trainer
  }

  var hasConverged: Bool { false }

  mutating func epoch(
    _ theta: inout Tensor<Element>, _ rows: Ensemble<Element>, order: [Int]?,
    objective: EnsembleObjective<Element>
  ) -> EpochSummary? {
    var summary = EpochSummary()
    summary.learningRate = 1
    for first in stride(from: 0, to: rows.count, by: batchSize) {
      let range = first..<min(first + batchSize, rows.count)
      let improvement = trainer.improve(&theta, over: rows.batch(range, order: order))
      guard improvement.cost.isFinite, theta.elements.allSatisfy(\.isFinite) else { return nil }
      summary.loss += improvement.cost * Double(range.count) / Double(rows.count)
      summary.work = summary.work + improvement.work
      steps += 1
    }
    summary.step = steps
    return summary
  }
}

extension Ensemble {
  /// Some rows, in the given order, as an ensemble of equal weights.
  fileprivate func batch(_ range: Range<Int>, order: [Int]?) -> Ensemble {
    guard let order else {
      return Ensemble(states: states.rows(range), targets: targets.rows(range))
    }
    let chosen = Array(order[range])
    return Ensemble(states: states.rows(at: chosen), targets: targets.rows(at: chosen))
  }
}
