import Control
import Optimization
import Tensors

/// Steps of an update rule on mini-batches.
struct MiniBatchImprover<Element: Scalar>: ParameterImprover {
  let batchSize: Int
  private var optimizer: Optimizer<Element>
  private var gradient: Tensor<Element>

  var hasConverged: Bool { false }

  init(batchSize: Int, optimizer: Optimizer<Element>) {
    self.batchSize = batchSize
    self.optimizer = optimizer
    gradient = .zeros([optimizer.count])
  }

  mutating func step(
    _ theta: inout Tensor<Element>, _ rows: TrainingRows<Element>, order: [Int]?,
    objective: EnsembleObjective<Element>, _ progress: inout EpochProgress
  ) -> Bool {
    let range = progress.nextRange(of: batchSize, in: rows.count)
    let batch = rows.batch(range, order: order)
    let loss = objective.value(theta, over: batch, gradient: &gradient)
    progress.learningRate = optimizer.learningRate
    guard loss.isFinite, optimizer.step(&theta, gradient: gradient) else { return false }
    progress.add(range, of: rows.count, loss: loss, work: objective.work)
    progress.gradientNorm += Double(gradient.norm)
    progress.step = optimizer.stepCount
    return true
  }

  var state: RuleState {
    let known = optimizer.state
    var state = RuleState(numbers: ["step": Double(known.step)])
    for (name, vector) in known.vectors { state.add(name, vector) }
    return state
  }

  mutating func resume(from state: RuleState) throws(CheckpointError) {
    var known = OptimizerState<Element>(step: try state.count("step"), vectors: [:])
    for name in state.arrays.keys { known.vectors[name] = try state.array(name) }
    do throws(OptimizerStateError) {
      optimizer = try Optimizer(optimizer.rule, count: optimizer.count, resuming: known)
    } catch {
      throw .optimizer(error)
    }
  }
}
