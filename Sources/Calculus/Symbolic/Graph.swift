/// A recorded function of tensors: what a field, a layer or a loss becomes when it is traced.
///
/// ```swift
/// let graph = Graph(inputs: [[Extents.rows, 2], [2, 2]]) { v in [(v[0] • v[1]).tanh()] }
/// let pullback = graph.pullback()
/// ```
///
/// Nodes stand in the order in which they were recorded, operands before their users; equal nodes are
/// one node, and nodes that no output needs are gone. A graph has no precision: a ``Program`` gives it
/// one.
public struct Graph: Sendable {
  /// One operation and the numbers of the nodes it works on.
  package struct Node: Hashable, Sendable {
    package let operation: Operation
    package let operands: [Int]
    package let shape: [Int]
  }

  /// The nodes, operands first; the inputs come first of all, used or not.
  package let nodes: [Node]
  /// The number of inputs: nodes `0 ..< inputCount`.
  package let inputCount: Int
  /// The nodes whose values are the results.
  package let outputs: [Int]

  /// The shapes of the inputs.
  public var inputShapes: [[Int]] { nodes[..<inputCount].map(\.shape) }

  /// The shapes of the results.
  public var outputShapes: [[Int]] { outputs.map { nodes[$0].shape } }

  /// The number of operations: nodes that are neither inputs nor constants.
  public var operationCount: Int {
    nodes.count { node in
      switch node.operation {
      case .input, .constant: false
      default: true
      }
    }
  }

  /// Records what the closure does with symbols of the given shapes.
  ///
  /// - Parameters:
  ///   - inputs: shapes; at most one axis of each is ``Extents/rows``, the batch.
  ///   - body: the function; its results become the graph's outputs.
  /// - Precondition: the results depend on no symbol of another trace.
  public init(inputs: [[Int]], _ body: ([Symbol]) -> [Symbol]) {
    let trace = Trace()
    let symbols = trace.inputs(inputs)
    self.init(of: trace, inputs: symbols, outputs: body(symbols))
  }

  /// The graph of a recording from its inputs, all of them, to output symbols.
  init(of trace: Trace, inputs: [Symbol], outputs: [Symbol]) {
    var builder = GraphBuilder(trace, inputs: inputs)
    builder.add(outputs)
    self.outputs = outputs.map(builder.number)
    nodes = builder.nodes
    inputCount = inputs.count
  }

  /// A graph of known nodes.
  init(nodes: [Node], inputCount: Int, outputs: [Int]) {
    self.nodes = nodes
    self.inputCount = inputCount
    self.outputs = outputs
  }

  /// The results for the given inputs, over any algebra: over symbols the graph is recorded again
  /// inside another, over tensors it is computed node by node.
  ///
  /// - Precondition: there are as many inputs as the graph has.
  public func callAsFunction<A: TensorAlgebra>(_ inputs: [A]) -> [A] {
    let values = values(inputs)
    return outputs.map { values[$0] }
  }

  /// The value of every node.
  func values<A: TensorAlgebra>(_ inputs: [A]) -> [A] {
    precondition(
      inputs.count == inputCount, "\(inputs.count) inputs given to a graph of \(inputCount)")
    var values = inputs
    values.reserveCapacity(nodes.count)
    for node in nodes[inputCount...] {
      values.append(A.apply(node.operation, to: node.operands.map { values[$0] }))
    }
    return values
  }

  /// The value of every node, recorded again for inputs that are nothing but inputs, of the same
  /// shapes: node for node, since nothing can be simplified that was not before.
  func replayed(_ inputs: [Symbol]) -> [Symbol] {
    var values = inputs
    values.reserveCapacity(nodes.count)
    for node in nodes[inputCount...] {
      values.append(
        Symbol.recorded(node.operation, node.operands.map { values[$0] }, shape: node.shape))
    }
    return values
  }

  /// Marks the nodes that depend on at least one of the marked inputs.
  func dependents(onInputs marked: (Int) -> Bool) -> [Bool] {
    var result = (0..<inputCount).map(marked)
    for node in nodes[inputCount...] {
      result.append(node.operands.contains { result[$0] })
    }
    return result
  }
}
