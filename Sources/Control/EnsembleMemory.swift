import Calculus
import ODE
import Tensors

/// What the evaluation of an ensemble's objective takes of memory, known before anything is made.
struct EnsembleMemory<Element: Scalar> {
  let problem: ControlProblem<Element>
  let threads: Int
  /// The most rows of a block.
  let blockRows: Int

  /// The rows of a block when so many are shared out evenly.
  private func evenRows(_ count: Int) -> Int {
    BlockSum<Element>.evenRows(count, blockRows: blockRows)
  }

  /// The budget of each thread's flow with a tape when all of it is to stay within one.
  func flowBudget(_ budget: MemoryBudget) -> MemoryBudget {
    guard case .bytes(let bytes) = budget else { return budget }
    return .bytes((bytes - shared) / mostFlows - plainBytes(blockRows))
  }

  /// The bytes that are taken within a budget.
  ///
  /// - Parameters:
  ///   - budget: the budget.
  ///   - rows: the most rows of an ensemble whose gradient is taken.
  ///   - costRows: the most rows of one whose cost alone is.
  /// - Returns: the bytes.
  func bytes(_ budget: MemoryBudget, rows: Int, costRows: Int) -> Int {
    let taped = problem.solver.bytes(
      problem.dynamics, rows: evenRows(rows), keepsTape: true, memory: flowBudget(budget))
    return shared + flows(rows) * taped + flows(costRows) * plainBytes(evenRows(costRows))
  }

  /// The bytes of the smallest budget, for ensembles of any size.
  var leastBytes: Int {
    let taped = problem.solver.leastBytes(problem.dynamics, rows: blockRows)
    return shared + mostFlows * (taped + plainBytes(blockRows))
  }

  /// The flows that are at work at once on so many rows.
  private func flows(_ rows: Int) -> Int {
    min(mostFlows, (rows + evenRows(rows) - 1) / evenRows(rows))
  }

  private var mostFlows: Int { min(threads, EnsembleObjective<Element>.laneCount) }

  private func plainBytes(_ rows: Int) -> Int {
    problem.solver.bytes(problem.dynamics, rows: rows, keepsTape: false)
  }

  /// The lanes' gradients; each thread's terminal cost and rows.
  private var shared: Int {
    let lanes = EnsembleObjective<Element>.laneCount * problem.parameterCount
    let worker = blockRows * (1 + problem.dynamics.dimension)
    return (lanes + threads * worker) * MemoryLayout<Element>.stride
      + threads * problem.terminal.evaluatorBytes(rows: blockRows)
  }
}

extension TerminalProgram {
  /// The bytes of the workspaces that an evaluator makes.
  fileprivate func evaluatorBytes(rows: Int) -> Int {
    cost.workspaceBytes(rows: rows) + gradient.workspaceBytes(rows: rows)
  }
}
