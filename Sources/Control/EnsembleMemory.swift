import Calculus
import ODE
import Tensors

/// What the evaluation of an ensemble's objective takes of memory, known before anything is made.
struct EnsembleMemory<Element: Scalar> {
  let problem: ControlProblem<Element>
  /// The threads that have work at the same time.
  let threads: Int
  /// The most rows of a block.
  let blockRows: Int

  init(_ problem: ControlProblem<Element>, threads: Int, blockRows: Int) {
    self.problem = problem
    self.threads = min(threads, EnsembleObjective<Element>.laneCount)
    self.blockRows = blockRows
  }

  /// The budget of each thread's flow when all of it is to stay within one.
  func flowBudget(_ budget: MemoryBudget) -> MemoryBudget {
    guard case .bytes(let bytes) = budget else { return budget }
    return .bytes((bytes - shared) / threads - besidesTheFlow)
  }

  /// The bytes that are taken within a budget.
  func bytes(_ budget: MemoryBudget) -> Int {
    shared + threads * (besidesTheFlow + flowBytes(flowBudget(budget)))
  }

  /// The bytes of the smallest budget.
  var leastBytes: Int {
    shared
      + threads * (besidesTheFlow + problem.solver.leastBytes(problem.dynamics, rows: blockRows))
  }

  private func flowBytes(_ budget: MemoryBudget) -> Int {
    problem.solver.bytes(problem.dynamics, rows: blockRows, keepsTape: true, memory: budget)
  }

  /// The lanes' gradients.
  private var shared: Int {
    EnsembleObjective<Element>.laneCount * problem.parameterCount * MemoryLayout<Element>.stride
  }

  /// One thread's flow without a tape, terminal cost, and rows.
  private var besidesTheFlow: Int {
    problem.solver.bytes(problem.dynamics, rows: blockRows, keepsTape: false)
      + problem.terminal.evaluatorBytes(rows: blockRows)
      + blockRows * (1 + problem.dynamics.dimension) * MemoryLayout<Element>.stride
  }
}

extension TerminalProgram {
  /// The bytes of the workspaces that an evaluator makes.
  fileprivate func evaluatorBytes(rows: Int) -> Int {
    cost.workspaceBytes(rows: rows) + gradient.workspaceBytes(rows: rows)
  }
}
