import Control
import Tensors

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

  mutating func step(
    _ theta: inout Tensor<Element>, _ rows: TrainingRows<Element>, order: [Int]?,
    objective: EnsembleObjective<Element>, _ progress: inout EpochProgress
  ) -> Bool {
    progress.learningRate = 1
    let range = progress.nextRange(of: batchSize, in: rows.count)
    let improvement = trainer.improve(&theta, over: rows.batch(range, order: order))
    guard improvement.cost.isFinite, theta.elements.allSatisfy(\.isFinite) else { return false }
    progress.add(range, of: rows.count, loss: improvement.cost, work: improvement.work)
    steps += 1
    progress.step = steps
    return true
  }

  var state: RuleState {
    RuleState(numbers: ["penalty": trainer.rho, "step": Double(steps)])
  }

  mutating func resume(from state: RuleState) throws(CheckpointError) {
    let (penalty, count) = (try state.number("penalty"), try state.count("step"))
    guard penalty >= 0, penalty.isFinite, count >= 0 else {
      throw .rule("its penalty is \(penalty) after \(count) steps")
    }
    trainer.rho = penalty
    steps = count
  }
}
