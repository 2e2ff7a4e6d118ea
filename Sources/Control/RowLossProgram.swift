public import Calculus
public import Tensors

/// A loss of rows compiled with its gradient by the parameters.
///
/// Immutable and shared between threads.
public struct RowLossProgram<Element: Scalar>: Sendable {
  /// The shapes of what one row is given, without the batch axis.
  public let inputs: [[Int]]
  /// The parameters' names and shapes.
  public let parameters: ParameterLayout
  /// The operations of the loss, and of the loss with its gradient.
  public let operationCounts: (loss: Int, gradient: Int)

  /// From a row's inputs and the parameters to the loss of each row.
  let loss: Program<Element>
  /// From the same and a weight for each row to the loss of each row and, added up, the gradient of
  /// the weighted sum by the parameters.
  let gradient: Program<Element>

  /// Traces and compiles a loss.
  ///
  /// - Precondition: it gives one number a row, of that row alone.
  public init(_ rowLoss: some RowLoss) {
    inputs = rowLoss.inputs
    parameters = rowLoss.parameters
    let rows = Extents.rows
    let shapes = inputs.map { [rows] + $0 } + parameters.segments.map(\.shape)
    let held = Set(inputs.count..<shapes.count)
    let graph = Graph(inputs: shapes) { [count = inputs.count] values in
      let loss = rowLoss.loss(
        Array(values.prefix(count)), Parameters(Array(values.dropFirst(count))))
      precondition(
        loss.shape == [rows],
        "a loss has one number a row, not shape \(Extents.describe(loss.shape))")
      return [loss]
    }
    precondition(
      graph.isRowWise,
      "\(type(of: rowLoss)) takes rows of the batch together: a row may depend on that row only")
    let joint = graph.withPullback(wrt: held.sorted())
    loss = Program(graph, held: held)
    gradient = Program(joint, held: held, accumulating: Set(1..<1 + held.count))
    operationCounts = (graph.operationCount, joint.operationCount)
  }

  /// The bytes of memory that one thread's evaluations over so many rows take.
  public func workspaceBytes(rows: Int) -> Int {
    loss.workspaceBytes(rows: rows) + gradient.workspaceBytes(rows: rows)
  }
}
