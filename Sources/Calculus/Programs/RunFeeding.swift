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
    var place: [Int: Int] = [:]
    for (index, entry) in entries.enumerated() {
      if case .single(let node) = entry { place[node] = index }
    }
    var result = entries.map(Optional.some)
    for (index, entry) in entries.enumerated() {
      guard case .run(var run) = entry else { continue }
      let members = Set(run.members)
      let read = run.members.flatMap { graph.nodes[$0].operands.map(graph.root) }
      let feeders = read.compactMap { node in
        feeds(node, run.key) && !sums.contains(node)
          && dataflow.users(of: node).allSatisfy(members.contains)
          ? place[node].map { (node: node, place: $0) } : nil
      }
      guard let feeder = feeders.max(by: { $0.place < $1.place }) else { continue }
      run.feeder = feeder.node
      result[feeder.place] = nil
      result[index] = .run(run)
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
