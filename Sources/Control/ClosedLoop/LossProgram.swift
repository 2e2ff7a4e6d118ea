public import Calculus
public import Tensors

/// A loss of a system's last states, compiled with its gradient by them.
public struct LossProgram<Element: Scalar>: Sendable {
  /// The numbers that a row's target has.
  public let targetDimension: Int
  /// The numbers that a row's last state has.
  public let dimension: Int
  /// From y and the target to the gradient by y.
  let gradient: Program<Element>

  /// Traces and compiles a loss.
  ///
  /// - Parameters:
  ///   - dimension: the numbers that a row's last state has.
  ///   - targetDimension: the numbers that its target has.
  ///   - body: from last states and targets to one number a row, `[rows]`.
  public init(dimension: Int, targetDimension: Int, _ body: (Symbol, Symbol) -> Symbol) {
    self.dimension = dimension
    self.targetDimension = targetDimension
    let rows = Extents.rows
    let graph = Graph(inputs: [[rows, dimension], [rows, targetDimension]]) { values in
      [body(values[0], values[1])]
    }
    precondition(graph.isRowWise, "a loss takes rows of the batch together: each has its own")
    gradient = Program(graph.gradient(wrt: [0]))
  }
}
