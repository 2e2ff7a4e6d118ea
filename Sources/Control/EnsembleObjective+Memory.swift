import Calculus
import ODE

extension EnsembleObjective {
  /// The bytes that evaluations over so many rows take: what flows, workspaces and partial gradients
  /// hold, without the ensemble, the control vector and its gradient.
  ///
  /// Of adaptive steps, the tape counts one step of each row: how many there will be is not known.
  ///
  /// - Parameters:
  ///   - rows: the rows of the ensemble.
  ///   - threads: the threads of its pool.
  ///   - withGradient: whether gradients are wanted, which need a tape.
  /// - Returns: the bytes.
  public func predictedBytes(rows: Int, threads: Int, withGradient: Bool = true) -> Int {
    let blocks = (rows + blockRows - 1) / blockRows
    let workers = min(threads, blocks, EnsembleObjective.laneCount)
    let workspaces =
      problem.dynamics.workspaceBytes(rows: blockRows)
      + problem.terminal.workspaceBytes(rows: blockRows)
    let tape = withGradient ? blockRows * problem.solver.bytesPerRow(problem.dynamics) : 0
    let lanes =
      EnsembleObjective.laneCount * problem.parameterCount * MemoryLayout<Element>.stride
    return workers * (workspaces + tape) + lanes
  }
}

extension TerminalProgram {
  /// The bytes of memory that one thread's evaluations over so many rows take.
  public func workspaceBytes(rows: Int) -> Int {
    cost.workspaceBytes(rows: rows) + gradient.workspaceBytes(rows: rows)
  }
}
