import Tensors

/// A graph's nodes made ready for the kernels, with what the graph alone does not say.
///
/// Values are stored with the batch last (see ``StorageOrder``): where the caller has it first, they
/// are turned on their way in and out, and a reshape that changes the order of the elements in memory
/// goes by way of the flat shape, which all orders have in common. Products without a batch get right
/// operands that lie as the kernel reads them (a transposed one is copied once), elementwise
/// operations get operands that a fused run can spread, and products followed by adding a vector to
/// every row become one.
struct LegalGraph {
  var nodes: [Graph.Node]
  let inputCount: Int
  private(set) var outputs: [Int]
  /// For each node that is a product with a bias: the bias.
  private(set) var biases: [Int: Int] = [:]
  /// For each node that adds its result to another's value, in the same memory: the other.
  var accumulators: [Int: Int] = [:]
  private var known = NodeTable()

  init(_ graph: Graph, held: Set<Int> = [], batch: BatchAxis) {
    nodes = Array(graph.nodes[..<graph.inputCount])
    inputCount = graph.inputCount
    outputs = []
    var numbers = Array(0..<graph.inputCount)
    if batch == .first { numbers = numbers.map { turnedInput($0) } }
    for node in graph.nodes[graph.inputCount...] {
      let operands = node.operands.map { numbers[$0] }
      numbers.append(
        add(legalized(Graph.Node(operation: node.operation, operands: operands, shape: node.shape)))
      )
    }
    outputs = graph.outputs.map { numbers[$0] }
    if batch == .first { outputs = outputs.map { flattened($0) } }
    fuseBiases()
    fuseAccumulations(held: held)
    fuseMultiplyAdds()
  }

  /// The node whose buffer holds a node's value: behind reshapes there is no copy.
  func root(_ node: Int) -> Int {
    var root = node
    while true {
      guard isAlias(root) else { return root }
      root = nodes[root].operands[0]
    }
  }

  /// Whether a node's value is its operand's memory under another name.
  func isAlias(_ node: Int) -> Bool {
    switch nodes[node].operation {
    case .detach: true
    case .reshape(let shape):
      StorageOrder.agrees(nodes[nodes[node].operands[0]].shape, shape)
    default: false
    }
  }

  /// An input that the caller stores row-major, as programs store it.
  private mutating func turnedInput(_ input: Int) -> Int {
    let shape = nodes[input].shape
    guard !StorageOrder.isRowMajor(shape) else { return input }
    let flat = [Extents.count(shape)]
    nodes[input] = Graph.Node(operation: .input(shape: flat), operands: [], shape: flat)
    return add(Graph.Node(operation: .reshape(shape), operands: [input], shape: shape))
  }

  /// A value in row-major order.
  private mutating func flattened(_ node: Int) -> Int {
    let shape = nodes[node].shape
    guard !StorageOrder.isRowMajor(shape) else { return node }
    let flat = [Extents.count(shape)]
    return add(Graph.Node(operation: .reshape(flat), operands: [node], shape: flat))
  }

  mutating func add(_ node: Graph.Node) -> Int {
    known.enter(node, into: &nodes)
  }

  private mutating func legalized(_ node: Graph.Node) -> Graph.Node {
    switch node.operation {
    case .product(let left, transposingRight: true)
    where !node.operands.contains { Extents.isBatched(nodes[$0].shape) }:
      let right = node.operands[1]
      let rank = nodes[right].shape.count
      let order = Array(0..<rank - 2) + [rank - 1, rank - 2]
      let copy = add(
        Graph.Node(
          operation: .permute(order), operands: [right], shape: order.map { nodes[right].shape[$0] }
        ))
      return Graph.Node(
        operation: .product(transposingLeft: left, transposingRight: false),
        operands: [node.operands[0], copy], shape: node.shape)
    case .reshape(let shape):
      let operand = nodes[node.operands[0]].shape
      guard !StorageOrder.agrees(operand, shape), !StorageOrder.isRowMajor(operand) else {
        return node
      }
      return Graph.Node(
        operation: node.operation, operands: [flattened(node.operands[0])], shape: node.shape)
    case .unary, .binary, .ternary: return withSpreadableOperands(node)
    case .convolution(let convolution): return legalized(convolution, node)
    case .broadcast:
      // The second operand lends its shape, not its value.
      return Graph.Node(
        operation: .broadcast, operands: [node.operands[0]], shape: node.shape)
    default: return node
    }
  }

  /// The node with operands that no iteration space can spread written out in full.
  private mutating func withSpreadableOperands(_ node: Graph.Node) -> Graph.Node {
    let shapes = node.operands.map { nodes[$0].shape }
    guard IterationSpace(of: node.shape, operands: shapes) == nil else { return node }
    let operands = node.operands.map { operand in
      nodes[operand].shape == node.shape
        ? operand
        : add(Graph.Node(operation: .broadcast, operands: [operand], shape: node.shape))
    }
    return Graph.Node(operation: node.operation, operands: operands, shape: node.shape)
  }

  /// How many nodes and outputs use each node.
  private func useCounts() -> [Int] {
    var counts = Array(repeating: 0, count: nodes.count)
    for node in nodes { for operand in node.operands { counts[operand] += 1 } }
    for output in outputs { counts[output] += 1 }
    return counts
  }

  /// Turns `product + vector` into a product or a convolution with a bias, when the product has no other use.
  private mutating func fuseBiases() {
    let uses = useCounts()
    for index in nodes.indices {
      guard case .binary(.add) = nodes[index].operation else { continue }
      for (side, other) in [(0, 1), (1, 0)] {
        let sum = nodes[index].operands[side]
        let bias = behindBroadcast(nodes[index].operands[other])
        guard let product = soleProduct(behind: sum, uses: uses),
          nodes[sum].shape == nodes[index].shape,
          nodes[bias].shape.last == nodes[product].shape.last,
          Extents.count(nodes[bias].shape) == nodes[bias].shape.last,
          nodes[product].shape[0] < 0
        else { continue }
        nodes[index] = Graph.Node(
          operation: nodes[product].operation, operands: nodes[product].operands + [bias],
          shape: nodes[index].shape)
        biases[index] = bias
        break
      }
    }
  }

  /// What a value repeats, when it was written out in full.
  private func behindBroadcast(_ node: Int) -> Int {
    guard case .broadcast = nodes[node].operation else { return node }
    return nodes[node].operands[0]
  }

  /// The matrix product or convolution that a value is, seen through reshapes that keep the last axis, if nothing
  /// else uses it.
  private func soleProduct(behind node: Int, uses: [Int]) -> Int? {
    var current = node
    while uses[current] == 1 {
      switch nodes[current].operation {
      case .product:
        return nodes[current].shape.count == 2 && biases[current] == nil ? current : nil
      case .convolution(let convolution):
        return convolution.role == .output && biases[current] == nil ? current : nil
      case .reshape
      where isAlias(current)
        && nodes[nodes[current].operands[0]].shape.last == nodes[current].shape.last:
        current = nodes[current].operands[0]
      default: return nil
      }
    }
    return nil
  }

  /// Turns `a * b + c` and `c - a * b` into one operation each, when the product, or the square, has
  /// no other use and the same shape.
  private mutating func fuseMultiplyAdds() {
    let uses = useCounts()
    for index in nodes.indices {
      switch nodes[index].operation {
      case .binary(.add):
        if !fuse(index, .multiplyAdd, factor: 0, other: 1, uses) {
          _ = fuse(index, .multiplyAdd, factor: 1, other: 0, uses)
        }
      case .binary(.subtract): _ = fuse(index, .subtractProduct, factor: 1, other: 0, uses)
      default: break
      }
    }
  }

  /// Fuses a sum or a difference with the product that one of its operands is, if it can be.
  private mutating func fuse(
    _ index: Int, _ operation: TernaryOperation, factor: Int, other: Int, _ uses: [Int]
  ) -> Bool {
    let product = nodes[index].operands[factor]
    guard uses[product] == 1, nodes[product].shape == nodes[index].shape else { return false }
    var factors = nodes[product].operands
    switch nodes[product].operation {
    case .binary(.multiply): break
    case .unary(.square): factors.append(factors[0])
    default: return false
    }
    let fused = Graph.Node(
      operation: .ternary(operation), operands: factors + [nodes[index].operands[other]],
      shape: nodes[index].shape)
    let shapes = fused.operands.map { nodes[$0].shape }
    guard IterationSpace(of: fused.shape, operands: shapes) != nil else { return false }
    nodes[index] = fused
    return true
  }
}
