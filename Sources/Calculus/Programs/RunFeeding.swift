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
    let sums = Set(graph.accumulators.keys).union(graph.accumulators.values)
    var place = Array(repeating: -1, count: graph.nodes.count)
    for (index, entry) in entries.enumerated() {
      for node in entry.nodes { place[node] = index }
    }
    var result = entries.map(Optional.some)
    for (index, entry) in entries.enumerated() {
      guard case .run(let members, let key) = entry else { continue }
      let read = members.flatMap { graph.nodes[$0].operands.map(graph.root) }
      let feeders = read.filter { node in
        feeds(node, key) && !sums.contains(node) && place[node] >= 0
          && dataflow.users(of: node).allSatisfy { place[$0] == index }
      }
      guard let product = feeders.max(by: { place[$0] < place[$1] }) else { continue }
      result[place[product]] = nil
      result[index] = .fedRun(product: product, members, key)
    }
    return result.compactMap { $0 }
  }

  /// Whether a node is a product of a batch of rows with a matrix, over the elements of a run.
  private func feeds(_ node: Int, _ key: IterationSpace.Key) -> Bool {
    guard case .product = graph.nodes[node].operation, !dataflow.isOutput[node] else { return false }
    let shape = graph.nodes[node].shape
    return shape.count == 2 && shape[0] < 0 && shape[0] == key.columns && shape[1] == key.rows
  }
}
