import Calculus
import Models
import Tensors

/// Start-up inside the library: what it takes to trace a field, derive its pullback, and compile both.
enum Planning {
  static var cases: [any BenchmarkCase] { [PlanningCase(layers: 1), PlanningCase(layers: 8)] }
}

/// Tracing and compiling a perceptron with some hidden layers, gradient and all.
struct PlanningCase: BenchmarkCase {
  let layers: Int

  var identity: CaseIdentity {
    CaseIdentity(
      workload: "startup", name: "plan_layers\(layers)", precision: Float.precisionName)
  }

  var summary: String {
    "tracing, differentiating and compiling a perceptron of \(layers) hidden layers"
  }

  func prepare() -> PreparedCase {
    let field = NeuralField(dimension: 8, hidden: [Int](repeating: 32, count: layers))
    let hamiltonian = Hamiltonian(field: field)
    // Three programs are compiled: the dynamics, and the two halves of its linearization.
    let operations =
      hamiltonian.dynamics.operationCount + hamiltonian.linearization.primal.operationCount
      + hamiltonian.linearization.pullback.operationCount
    return PreparedCase(
      iterate: {
        let program = HamiltonianProgram<Float>(Hamiltonian(field: field))
        return Double(program.residualsPerRow)
      },
      work: {
        var work = CaseWork()
        work.tracedOperations = operations
        return work
      })
  }
}
