import Control
import ODE
import Optimization
import Tensors

/// What improves parameters, a batch of rows at a time.
protocol ParameterImprover<Element> {
  associatedtype Element: Scalar

  /// Makes the epoch's next step.
  ///
  /// - Returns: false when the loss or a gradient was not finite.
  mutating func step(
    _ theta: inout Tensor<Element>, _ rows: TrainingRows<Element>, order: [Int]?,
    objective: EnsembleObjective<Element>, _ progress: inout EpochProgress
  ) -> Bool

  /// Whether nothing more is to be gained.
  var hasConverged: Bool { get }

  /// All that is remembered from step to step.
  var state: RuleState { get }

  /// Goes on from a state.
  mutating func resume(from state: RuleState) throws(CheckpointError)
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
  let epochs = options.scheduleEpochs ?? options.epochs
  let rule = options.updateRule(totalSteps: steps * epochs, decaying: network.weightRanges)
  return MiniBatchImprover(
    batchSize: options.batchSize, optimizer: Optimizer(rule, count: network.parameterCount))
}

extension EpochProgress {
  /// The rows of the next batch.
  func nextRange(of size: Int, in count: Int) -> Range<Int> { rows..<min(rows + size, count) }

  /// Takes in a batch of rows with its mean loss.
  mutating func add(_ range: Range<Int>, of count: Int, loss: Double, work: FlowWork) {
    self.loss += loss * Double(range.count) / Double(count)
    forwardEvaluations += work.forwardEvaluations
    backwardEvaluations += work.backwardEvaluations
    rows = range.upperBound
    batches += 1
  }
}
