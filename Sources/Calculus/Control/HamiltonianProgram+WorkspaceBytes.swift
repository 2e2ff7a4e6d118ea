import Tensors

extension HamiltonianProgram {
  /// The bytes of an evaluator with the workspaces that it makes as they are needed.
  ///
  /// - Parameters:
  ///   - rows: the largest number of rows of an evaluation.
  ///   - evaluates: whether f and L are evaluated alone.
  ///   - transposes: whether they are linearized, and pulled back.
  /// - Returns: the bytes.
  public func evaluatorBytes(rows: Int, evaluates: Bool = true, transposes: Bool) -> Int {
    let sums = parameters.count * (sumsPartially ? Element.partialStride : 1)
    return sums * MemoryLayout<Element>.stride
      + (evaluates ? dynamics.workspaceBytes(rows: rows) : 0)
      + (transposes ? primal.workspaceBytes(rows: rows) + pullback.workspaceBytes(rows: rows) : 0)
  }
}
