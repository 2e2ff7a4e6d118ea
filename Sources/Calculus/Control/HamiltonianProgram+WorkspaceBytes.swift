extension HamiltonianProgram {
  /// The bytes of memory that one thread's evaluator for so many rows takes.
  public func workspaceBytes(rows: Int) -> Int {
    [dynamics, primal, pullback].reduce(0) { $0 + $1.workspaceBytes(rows: rows) }
  }
}
