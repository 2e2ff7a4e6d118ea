/// Numbers the symbols of a recording as graph nodes, each distinct expression once.
///
/// - Complexity: linear in the symbols of the recording.
struct GraphBuilder {
  private(set) var nodes: [Graph.Node] = []
  private let trace: Trace
  /// The symbols that outputs need, by their number in the recording.
  private var needed: [Unmanaged<Symbol.Node>?]
  /// The nodes of the recording's symbols, by the same number.
  private var numbers: [Int]
  /// The nodes of symbols outside of the recording: those made of constants alone.
  private var others: [ObjectIdentifier: Int] = [:]
  private var known = NodeTable()

  /// Begins with the inputs, used or not.
  init(_ trace: Trace, inputs: [Symbol]) {
    self.trace = trace
    needed = Array(repeating: nil, count: trace.count)
    numbers = Array(repeating: -1, count: trace.count)
    for (index, input) in inputs.enumerated() {
      numbers[input.node.number] = index
      nodes.append(Graph.Node(operation: input.node.operation, operands: [], shape: input.shape))
    }
  }

  /// The number of a symbol's node, when it was added.
  func number(_ symbol: Symbol) -> Int {
    symbol.node.trace === trace
      ? numbers[symbol.node.number] : others[ObjectIdentifier(symbol.node), default: -1]
  }

  /// Adds what the outputs need: constants first, all others in the order of recording.
  mutating func add(_ outputs: [Symbol]) {
    // The nodes stay alive as long as the outputs: there is no need to count references here.
    withExtendedLifetime(outputs) {
      var pending = outputs.map { Unmanaged.passUnretained($0.node) }
      while let next = pending.popLast() {
        next._withUnsafeGuaranteedRef { node in
          guard node.trace === trace else { return add(other: node) }
          guard needed[node.number] == nil, numbers[node.number] < 0 else { return }
          needed[node.number] = next
          for operand in node.operands { pending.append(Unmanaged.passUnretained(operand.node)) }
        }
      }
      for place in needed.indices {
        needed[place]?._withUnsafeGuaranteedRef { numbers[place] = append($0) }
      }
    }
  }

  /// Adds a symbol that does not belong to the recording, after its operands.
  private mutating func add(other: Symbol.Node) {
    var stack = [other]
    while let node = stack.last {
      let missing = node.operands.filter { number($0) < 0 }
      if others[ObjectIdentifier(node)] != nil || missing.isEmpty {
        stack.removeLast()
        if others[ObjectIdentifier(node)] == nil { others[ObjectIdentifier(node)] = append(node) }
      } else {
        stack.append(contentsOf: missing.map(\.node))
      }
    }
  }

  private mutating func append(_ node: Symbol.Node) -> Int {
    if case .input = node.operation {
      preconditionFailure("a traced function uses a symbol of another trace: pass it as an input")
    }
    let operands = node.operands.map(number)
    let entry = Graph.Node(operation: node.operation, operands: operands, shape: node.shape)
    return known.enter(entry, into: &nodes)
  }
}
