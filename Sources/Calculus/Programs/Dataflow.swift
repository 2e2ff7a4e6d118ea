/// Who uses whose value in a legal graph, seen through names of one value, as flat tables.
struct Dataflow {
  /// Whether an output needs the node, and it is to be computed: no input, constant or other name.
  let isComputed: [Bool]
  let isElementwise: [Bool]
  /// Whether the node only moves elements.
  let isCopy: [Bool]
  /// The space over which an elementwise node runs, by its number; -1 for all others.
  let space: [Int]
  /// The spaces, each once.
  let spaces: [IterationSpace.Key]
  /// The number of elements of each node's value, times the rows when it is batched.
  let size: [Int]
  /// Whether the graph's caller gets the node's value.
  let isOutput: [Bool]

  private var operandStarts: [Int32] = [0]
  private var operandList: [Int32] = []
  private var userStarts: [Int32] = [0]
  private var userList: [Int32] = []

  init(_ graph: LegalGraph) {
    let count = graph.nodes.count
    var isNeeded = Array(repeating: false, count: count)
    var isOutput = isNeeded
    for output in graph.outputs {
      isNeeded[output] = true
      isOutput[graph.root(output)] = true
    }
    for index in graph.nodes.indices.reversed() where isNeeded[index] {
      for operand in graph.nodes[index].operands { isNeeded[operand] = true }
    }
    self.isOutput = isOutput
    var table = Table(count)
    for (index, node) in graph.nodes.enumerated() {
      table.add(index, node, graph, isNeeded: isNeeded[index])
    }
    (isComputed, isElementwise, isCopy) = (table.isComputed, table.isElementwise, table.isCopy)
    (space, spaces, size) = (table.space, table.spaces, table.size)
    link(graph)
  }

  /// The computed or given nodes whose values a node reads.
  func operands(of node: Int) -> some RandomAccessCollection<Int> {
    operandList[Int(operandStarts[node])..<Int(operandStarts[node + 1])].lazy.map(Int.init)
  }

  /// The computed nodes that read a node's value.
  func users(of node: Int) -> some RandomAccessCollection<Int> {
    userList[Int(userStarts[node])..<Int(userStarts[node + 1])].lazy.map(Int.init)
  }

  private mutating func link(_ graph: LegalGraph) {
    let roots = graph.nodes.indices.map(graph.root)
    var counts = Array(repeating: Int32(0), count: graph.nodes.count)
    for (index, node) in graph.nodes.enumerated() {
      if isComputed[index] {
        for operand in node.operands {
          operandList.append(Int32(roots[operand]))
          counts[roots[operand]] += 1
        }
      }
      operandStarts.append(Int32(operandList.count))
    }
    for count in counts { userStarts.append((userStarts.last ?? 0) + count) }
    userList = Array(repeating: 0, count: operandList.count)
    var next = userStarts
    for index in graph.nodes.indices where isComputed[index] {
      for operand in operandList[Int(operandStarts[index])..<Int(operandStarts[index + 1])] {
        userList[Int(next[Int(operand)])] = Int32(index)
        next[Int(operand)] += 1
      }
    }
  }

  /// What is known of each node by itself.
  private struct Table {
    var isComputed: [Bool]
    var isElementwise: [Bool]
    var isCopy: [Bool]
    var space: [Int]
    var spaces: [IterationSpace.Key] = []
    var size: [Int]
    private var numbers: [IterationSpace.Key: Int] = [:]

    init(_ count: Int) {
      isComputed = Array(repeating: false, count: count)
      isElementwise = isComputed
      isCopy = isComputed
      space = Array(repeating: -1, count: count)
      size = Array(repeating: 0, count: count)
    }

    mutating func add(_ index: Int, _ node: Graph.Node, _ graph: LegalGraph, isNeeded: Bool) {
      size[index] = node.shape.reduce(1, *)
      guard isNeeded, graph.root(index) == index else { return }
      switch node.operation {
      case .input, .constant: return
      case .unary, .binary, .ternary:
        isElementwise[index] = true
        space[index] = number(of: node, graph)
      case .broadcast, .reshape, .permute, .slice, .pad, .concatenate: isCopy[index] = true
      default: break
      }
      isComputed[index] = true
    }

    private mutating func number(of node: Graph.Node, _ graph: LegalGraph) -> Int {
      let shapes = node.operands.map { graph.nodes[$0].shape }
      guard let key = IterationSpace(of: node.shape, operands: shapes)?.key else {
        preconditionFailure("\(node.operation) of \(shapes) has no iteration space")
      }
      if let number = numbers[key] { return number }
      numbers[key] = spaces.count
      spaces.append(key)
      return spaces.count - 1
    }
  }
}
