import Tensors

/// A graph cut in two at the values that its pullback needs: the forward half computes the results
/// and these residuals, the backward half takes them and never computes them again.
///
/// The residuals are chosen so that little is stored: a value that a few cheap operations make from
/// others that are at hand (inputs, or residuals already chosen) is made again instead. For
/// `tanh(xW + b)` what is kept is the tanh.
public struct Linearization: Sendable {
  /// From the graph's inputs to its outputs, then the residuals.
  public let primal: Graph
  /// From the graph's inputs, then the residuals, then one cotangent for each output, to the
  /// cotangents of the chosen inputs.
  public let pullback: Graph
  /// The shapes of the residuals.
  public let residualShapes: [[Int]]

  /// Cuts a graph.
  ///
  /// - Parameters:
  ///   - graph: the function.
  ///   - inputs: the inputs whose cotangents the backward half gives, in this order.
  ///   - held: inputs that stay the same from run to run; what depends on them alone is not stored.
  public init(_ graph: Graph, wrt inputs: [Int], held: Set<Int> = []) {
    let joint = graph.withPullback(wrt: inputs)
    let chosen = ResidualChoice(joint, primalInputs: graph.inputCount, held: held)
      .residuals(resultCount: inputs.count)
    primal = joint.graph.extracting(
      inputs: Array(0..<graph.inputCount), replaced: [], outputs: joint.primalOutputs + chosen)
    pullback = joint.graph.extracting(
      inputs: Array(0..<graph.inputCount), replaced: chosen,
      moreInputs: Array(graph.inputCount..<joint.graph.inputCount),
      outputs: Array(joint.graph.outputs.suffix(inputs.count)))
    residualShapes = chosen.map { joint.graph.nodes[$0].shape }
  }
}

/// A graph together with its pullback, sharing all common nodes.
struct JointGraph {
  let graph: Graph
  var primalOutputs: [Int] { Array(graph.outputs.prefix(primalOutputCount)) }
  let primalOutputCount: Int
}

extension Graph {
  /// Results and cotangents in one graph: inputs, then output cotangents, to outputs, then input
  /// cotangents.
  func withPullback(wrt chosen: [Int]) -> JointGraph {
    let pullback = pullback(wrt: chosen)
    let symbols = pullback.inputShapes.map(Symbol.input(shape:))
    let primal = self(Array(symbols.prefix(inputCount)))
    let joint = Graph(inputs: symbols, outputs: primal + pullback(symbols))
    return JointGraph(graph: joint, primalOutputCount: outputs.count)
  }

  /// The part of the graph between some nodes and some outputs.
  ///
  /// - Parameters:
  ///   - inputs: inputs of this graph that become the first inputs.
  ///   - replaced: nodes that become inputs, after these.
  ///   - moreInputs: inputs of this graph that come last.
  ///   - outputs: the nodes whose values are the results.
  /// - Returns: the part as a graph of its own.
  func extracting(
    inputs: [Int], replaced: [Int], moreInputs: [Int] = [], outputs: [Int]
  ) -> Graph {
    let entries = inputs + replaced + moreInputs
    var values: [Symbol?] = Array(repeating: nil, count: nodes.count)
    let symbols = entries.map { Symbol.input(shape: nodes[$0].shape) }
    for (entry, symbol) in zip(entries, symbols) { values[entry] = symbol }
    let isNeeded = ancestors(of: outputs) { values[$0] != nil }
    for index in nodes.indices where isNeeded[index] && values[index] == nil {
      values[index] = Symbol.apply(
        nodes[index].operation, to: nodes[index].operands.compactMap { values[$0] })
    }
    return Graph(inputs: symbols, outputs: outputs.compactMap { values[$0] })
  }

  /// Marks the nodes that the outputs need, not looking behind nodes that are given.
  private func ancestors(of outputs: [Int], isGiven: (Int) -> Bool) -> [Bool] {
    var isNeeded = Array(repeating: false, count: nodes.count)
    for output in outputs { isNeeded[output] = true }
    for index in nodes.indices.reversed() where isNeeded[index] && !isGiven(index) {
      for operand in nodes[index].operands { isNeeded[operand] = true }
    }
    return isNeeded
  }
}

/// Chooses which values of the forward half the backward half is given.
private struct ResidualChoice {
  let graph: Graph
  let isBackward: [Bool]
  let isHeld: [Bool]
  var chosen: Set<Int> = []

  init(_ joint: JointGraph, primalInputs: Int, held: Set<Int>) {
    graph = joint.graph
    isBackward = graph.dependents { $0 >= primalInputs }
    isHeld = graph.dependents { !held.contains($0) }.map { !$0 }
  }

  /// The nodes to store, in the graph's order.
  func residuals(resultCount: Int) -> [Int] {
    var choice = self
    let boundary = boundary(resultCount: resultCount)
    for node in boundary where !graph.nodes[node].operation.isCheap { choice.chosen.insert(node) }
    for node in boundary where !choice.isAvailable(node) {
      let sources = choice.sources(of: node)
      let cost = sources.reduce(0) { $0 + choice.size($1) }
      choice.chosen.formUnion(cost <= choice.size(node) ? sources : [node])
    }
    return choice.chosen.sorted()
  }

  /// The forward nodes whose values the backward half reads.
  private func boundary(resultCount: Int) -> [Int] {
    var used = Set(graph.outputs.suffix(resultCount))
    for index in graph.nodes.indices where isBackward[index] {
      used.formUnion(graph.nodes[index].operands)
    }
    return used.filter { !isBackward[$0] && !isAvailable($0) }.sorted()
  }

  private func isAvailable(_ node: Int) -> Bool {
    switch graph.nodes[node].operation {
    case .input, .constant: true
    default: isHeld[node] || chosen.contains(node)
    }
  }

  /// The values that would have to be stored to make a node again by cheap operations.
  private func sources(of node: Int) -> Set<Int> {
    var sources: Set<Int> = []
    var seen: Set<Int> = [node]
    var pending = [node]
    while let next = pending.popLast() {
      if isAvailable(next) { continue }
      guard graph.nodes[next].operation.isCheap else {
        sources.insert(next)
        continue
      }
      for operand in graph.nodes[next].operands where seen.insert(operand).inserted {
        pending.append(operand)
      }
    }
    return sources
  }

  private func size(_ node: Int) -> Int { abs(Extents.count(graph.nodes[node].shape)) }
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
