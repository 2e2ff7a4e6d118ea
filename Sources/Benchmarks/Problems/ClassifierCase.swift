import Calculus
import Control
import ODE
import Tensors

/// A training step of a flow classifier: the flow of a field from points to states, a linear read-out
/// with logistic loss, the gradient, and Adam.
struct ClassifierCase<Element: Scalar, Field: ControlledField>: BenchmarkCase {
  let identity: CaseIdentity
  let summary: String
  let field: Field
  let fieldWork: FieldWork
  let solver: FlowSolver
  let features: Int
  let batch: Int
  var learningRate = 1e-2
  /// A factor on the field's matrices.
  var weightScale = 1.0

  func prepare() -> PreparedCase {
    let program = HamiltonianProgram<Element>(Hamiltonian(field: field))
    let problem = ControlProblem(
      dynamics: program, terminal: TerminalProgram(LogisticCost(dimension: field.dimension)),
      solver: solver)
    let inputs = ClassifierInputs(features: features, dimension: field.dimension, batch: batch)
    let objective = EnsembleObjective(problem, pool: ForkJoinPool(threads: identity.threads))
    let training = TrainingStep(
      objective, over: inputs.ensemble(Element.self),
      from: inputs.parameters(
        field.parameters, nodes: solver.control.nodeCount, scale: weightScale,
        precision: Element.self),
      learningRate: learningRate)
    return PreparedCase(
      iterate: training.step, loss: { training.loss },
      work: { [fieldWork, field] in
        let evaluations = Double(objective.work.forwardEvaluations)
        var work = fieldWork.work(rowEvaluations: evaluations, withPullback: true)
        let kept = field.dimension + program.residualsPerRow
        // The tape once written and once read; parameters, gradient and moments in Adam.
        let numbers = 2 * evaluations * Double(kept) + 8 * Double(training.parameterCount)
        work.bytes = numbers * Double(MemoryLayout<Element>.stride)
        return work
      },
      predictedBytes: objective.predictedBytes(rows: batch))
  }
}
