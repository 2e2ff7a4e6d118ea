/// A recorded function of tensors: what a field, a layer or a loss becomes when it is traced.
///
/// ```swift
/// let graph = Graph(inputs: [[Extents.rows, 2], [2, 2]]) { v in [(v[0] • v[1]).tanh()] }
/// let pullback = graph.pullback()
/// ```
///
/// Nodes stand in an order in which operands come before their users; equal nodes are one node, and
/// nodes that no output needs are gone. A graph has no precision: a ``Program`` gives it one.
public struct Graph: Sendable {
  /// One operation and the numbers of the nodes it works on.
  struct Node: Hashable {
    let operation: Operation
    let operands: [Int]
    let shape: [Int]
  }

  /// The nodes, operands first; the inputs come first of all, used or not.
  let nodes: [Node]
  /// The number of inputs: nodes `0 ..< inputCount`.
  let inputCount: Int
  /// The nodes whose values are the results.
  let outputs: [Int]

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
    let symbols = inputs.map(Symbol.input(shape:))
    self.init(inputs: symbols, outputs: body(symbols))
  }

  /// The graph from input symbols to output symbols.
  init(inputs: [Symbol], outputs: [Symbol]) {
    var builder = GraphBuilder()
    for input in inputs { builder.add(input: input) }
    self.outputs = outputs.map { builder.add($0) }
    nodes = builder.nodes
    inputCount = inputs.count
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

  /// Marks the nodes that depend on at least one of the marked inputs.
  func dependents(onInputs marked: (Int) -> Bool) -> [Bool] {
    var result = (0..<inputCount).map(marked)
    for node in nodes[inputCount...] {
      result.append(node.operands.contains { result[$0] })
    }
    return result
  }
}

/// Numbers symbols as graph nodes, each distinct expression once.
private struct GraphBuilder {
  private(set) var nodes: [Graph.Node] = []
  private var numbers: [ObjectIdentifier: Int] = [:]
  private var known: [Graph.Node: Int] = [:]

  mutating func add(input: Symbol) {
    numbers[ObjectIdentifier(input.node)] = nodes.count
    nodes.append(Graph.Node(operation: input.node.operation, operands: [], shape: input.shape))
  }

  /// The number of a symbol's node, after its operands have theirs.
  mutating func add(_ symbol: Symbol) -> Int {
    var stack = [symbol.node]
    while let node = stack.last {
      if numbers[ObjectIdentifier(node)] != nil {
        stack.removeLast()
        continue
      }
      let missing = node.operands.filter { numbers[ObjectIdentifier($0.node)] == nil }
      guard missing.isEmpty else {
        stack.append(contentsOf: missing.map(\.node))
        continue
      }
      stack.removeLast()
      append(node)
    }
    return numbers[ObjectIdentifier(symbol.node)] ?? 0
  }

  private mutating func append(_ node: Symbol.Node) {
    if case .input = node.operation {
      preconditionFailure("a traced function uses a symbol of another trace: pass it as an input")
    }
    let operands = node.operands.compactMap { numbers[ObjectIdentifier($0.node)] }
    let entry = Graph.Node(operation: node.operation, operands: operands, shape: node.shape)
    let number = known[entry] ?? nodes.count
    if number == nodes.count {
      known[entry] = number
      nodes.append(entry)
    }
    numbers[ObjectIdentifier(node)] = number
  }
}
