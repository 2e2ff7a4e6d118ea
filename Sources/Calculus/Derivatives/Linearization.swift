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
    let joint = JointGraph(
      graph: graph.withPullback(wrt: inputs), primalOutputCount: graph.outputs.count)
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
    var numbers = Array(repeating: -1, count: nodes.count)
    var kept: [Node] = []
    for (number, entry) in entries.enumerated() {
      numbers[entry] = number
      let shape = nodes[entry].shape
      kept.append(Node(operation: .input(shape: shape), operands: [], shape: shape))
    }
    let isNeeded = ancestors(of: outputs) { numbers[$0] >= 0 }
    for index in nodes.indices where isNeeded[index] && numbers[index] < 0 {
      let node = nodes[index]
      numbers[index] = kept.count
      kept.append(
        Node(
          operation: node.operation, operands: node.operands.map { numbers[$0] },
          shape: node.shape))
    }
    return Graph(nodes: kept, inputCount: entries.count, outputs: outputs.map { numbers[$0] })
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
