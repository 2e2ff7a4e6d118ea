/// Puts matrix products together with the runs that alone read them, so that a product's rows are
/// consumed while they are in the first-level cache and never written to memory further away.
///
/// The product waits for the run: nothing else needs it, and what it reads lives as much longer.
struct RunFeeding {
  private let graph: LegalGraph
  private let dataflow: Dataflow

  init(_ graph: LegalGraph, _ dataflow: Dataflow) {
    self.graph = graph
    self.dataflow = dataflow
  }

  /// The entries with each run that can be fed by a product fed by the last one.
  ///
  /// - Complexity: linear in the nodes and their operands.
  func fed(_ entries: [Schedule.Entry]) -> [Schedule.Entry] {
    var isSum = Array(repeating: false, count: graph.nodes.count)
    for (node, sum) in graph.accumulators { (isSum[node], isSum[sum]) = (true, true) }
    var place = Array(repeating: -1, count: graph.nodes.count)
    var run = place
    for (index, entry) in entries.enumerated() {
      switch entry {
      case .single(let node): place[node] = index
      case .run(let members): for node in members.members { run[node] = index }
      }
    }
    var result = entries.map(Optional.some)
    for (index, entry) in entries.enumerated() {
      guard case .run(var fed) = entry else { continue }
      var feeder = -1
      for member in fed.members {
        for node in dataflow.operands(of: member)
        where place[node] >= 0 && (feeder < 0 || place[node] > place[feeder])
          && feeds(node, fed.key) && !isSum[node]
          && dataflow.users(of: node).allSatisfy({ run[$0] == index })
        {
          feeder = node
        }
      }
      guard feeder >= 0 else { continue }
      fed.feeder = feeder
      result[place[feeder]] = nil
      result[index] = .run(fed)
    }
    return result.compactMap { $0 }
  }

  /// Whether a node is a product of a batch of rows with a matrix, over the elements of a run.
  private func feeds(_ node: Int, _ key: IterationSpace.Key) -> Bool {
    guard case .product = graph.nodes[node].operation, !dataflow.isOutput[node] else {
      return false
    }
    let shape = graph.nodes[node].shape
    return shape.count == 2 && shape[0] < 0 && shape[0] == key.columns && shape[1] == key.rows
  }
}
