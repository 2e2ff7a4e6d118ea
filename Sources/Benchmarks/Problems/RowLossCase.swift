import Calculus
import Control
import Optimization
import Tensors

/// A training step of a loss of rows: the mean loss, its gradient, and Adam.
struct RowLossCase<Element: Scalar, Loss: RowLoss>: BenchmarkCase {
  let identity: CaseIdentity
  let summary: String
  let loss: Loss
  let batch: Int
  /// The elements of each of the loss's inputs.
  let inputs: @Sendable () -> [[Double]]
  /// The parameters before the first step.
  let parameters: @Sendable () -> [Double]
  /// The additions and multiplications of matrix products, forwards and back, for one row.
  let flopsPerRow: Double
  var learningRate = 1e-3
  /// The steps after which other programs give the loss as well.
  var lossSteps = 10

  func prepare() -> PreparedCase {
    let program = RowLossProgram<Element>(loss)
    let objective = RowObjective(program, pool: ForkJoinPool(threads: identity.threads))
    let rows = zip(inputs(), loss.inputs).map { elements, shape in
      Tensor(elements.map { Element($0) }, shape: [batch] + shape)
    }
    let training = RowTraining(
      objective, over: RowEnsemble(rows), from: Tensor(parameters().map { Element($0) }),
      learningRate: learningRate)
    return PreparedCase(
      iterate: training.step, loss: { training.loss }, lossSteps: lossSteps,
      work: { [batch, flopsPerRow] in
        var work = CaseWork()
        work.productFlops = flopsPerRow * Double(batch)
        work.rowEvaluations = Double(batch)
        // What lies between forwards and back, once written and once read.
        let perRow = program.workspaceBytes(rows: 2) - program.workspaceBytes(rows: 1)
        work.bytes = Double(2 * batch * perRow)
        return work
      },
      predictedBytes: objective.predictedBytes)
  }
}

/// A training of a loss of rows with Adam.
private final class RowTraining<Element: Scalar> {
  private let objective: RowObjective<Element>
  private let ensemble: RowEnsemble<Element>
  private var theta: Tensor<Element>
  private var gradient: Tensor<Element>
  private var optimizer: Optimizer<Element>

  init(
    _ objective: RowObjective<Element>, over ensemble: RowEnsemble<Element>,
    from theta: Tensor<Element>, learningRate: Double
  ) {
    self.objective = objective
    self.ensemble = ensemble
    self.theta = theta
    gradient = theta
    optimizer = Optimizer(.adam(learningRate: .constant(learningRate)), count: theta.count)
  }

  /// One step of Adam along the gradient; returns the loss before it.
  func step() -> Double {
    let loss = objective.value(theta, over: ensemble, gradient: &gradient)
    optimizer.step(&theta, gradient: gradient)
    return loss
  }

  /// The loss of the parameters as they are.
  var loss: Double { objective.value(theta, over: ensemble) }
}
