import Tensors

/// Chooses which values of the forward half of a joint graph the backward half is given.
///
/// - Complexity: linear in the nodes of the graph.
struct ResidualChoice {
  private let graph: Graph
  private let isBackward: [Bool]
  private let isHeld: [Bool]
  private var isChosen: [Bool]
  /// Nodes that are made again from what was chosen.
  private var isRemade: [Bool]

  /// No more nodes than these are looked at to make one value again.
  private static let mostOperations = 64

  init(_ joint: JointGraph, primalInputs: Int, held: Set<Int>) {
    graph = joint.graph
    isBackward = graph.dependents { $0 >= primalInputs }
    isHeld = graph.dependents { !held.contains($0) }.map { !$0 }
    isChosen = Array(repeating: false, count: graph.nodes.count)
    isRemade = isChosen
  }

  /// The nodes to store, in the graph's order.
  func residuals(resultCount: Int) -> [Int] {
    var choice = self
    let boundary = boundary(resultCount: resultCount)
    for node in boundary where !graph.nodes[node].operation.isCheap {
      choice.isChosen[node] = true
    }
    for node in boundary where !choice.isAtHand(node) { choice.storeOrRemake(node) }
    return graph.nodes.indices.filter { choice.isChosen[$0] }
  }

  /// The forward nodes whose values the backward half reads.
  private func boundary(resultCount: Int) -> [Int] {
    var isUsed = Array(repeating: false, count: graph.nodes.count)
    for output in graph.outputs.suffix(resultCount) { isUsed[output] = true }
    for (node, backward) in zip(graph.nodes, isBackward) where backward {
      for operand in node.readOperands { isUsed[operand] = true }
    }
    return graph.nodes.indices.filter { isUsed[$0] && !isBackward[$0] && !isAtHand($0) }
  }

  /// Whether the backward half has the value, or makes it again.
  private func isAtHand(_ node: Int) -> Bool {
    switch graph.nodes[node].operation {
    case .input, .constant: true
    default: isHeld[node] || isChosen[node] || isRemade[node]
    }
  }

  /// Stores a value, or, when they are not larger, the values from which it is made again.
  private mutating func storeOrRemake(_ node: Int) {
    guard let (sources, path) = sources(of: node),
      sources.reduce(0, { $0 + size($1) }) <= size(node)
    else {
      isChosen[node] = true
      return
    }
    for source in sources { isChosen[source] = true }
    for remade in path { isRemade[remade] = true }
  }

  /// The values that would have to be stored to make a node again by a few cheap operations, and the
  /// nodes that these compute.
  private func sources(of node: Int) -> (sources: [Int], path: [Int])? {
    var sources: [Int] = []
    var path: [Int] = []
    var seen: Set<Int> = [node]
    var pending = [node]
    while let next = pending.popLast() {
      if isAtHand(next) { continue }
      guard graph.nodes[next].operation.isCheap else {
        sources.append(next)
        continue
      }
      path.append(next)
      guard path.count <= ResidualChoice.mostOperations else { return nil }
      for operand in graph.nodes[next].readOperands where seen.insert(operand).inserted {
        pending.append(operand)
      }
    }
    return (sources, path)
  }

  private func size(_ node: Int) -> Int { abs(Extents.count(graph.nodes[node].shape)) }
}

extension Graph.Node {
  /// The operands whose values count: a broadcast takes from its second the shape alone.
  fileprivate var readOperands: ArraySlice<Int> {
    if case .broadcast = operation { return operands.prefix(1) }
    return operands[...]
  }
}

extension Operation {
  /// Whether computing the result costs about as much as reading it from memory.
  fileprivate var isCheap: Bool {
    switch self {
    case .unary(let function):
      switch function {
      case .negate, .absolute, .sign, .square, .relu, .step: true
      default: false
      }
    case .binary(let function): function != .divide && function != .power
    case .ternary, .detach, .extent, .broadcast, .reshape, .slice, .pad, .concatenate: true
    default: false
    }
  }
}
