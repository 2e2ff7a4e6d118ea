/// Puts runs together with the steps that read their rows, so that each row is read while it is in the
/// first-level cache: the gradients by a layer's weights, and what the layer below gets back, are sums over
/// values that then need no memory of their own.
///
/// Only narrow products take part, which have few columns besides the rows: wide ones are bound by
/// arithmetic, and want all of their terms at once.
struct RunConsuming {
  /// The most columns of a product that takes part; runs of so few rows are in the cache anyway.
  private static let narrow = 8
  /// How many entries before and behind a run are looked at.
  private static let window = 16

  private let graph: LegalGraph
  private let dataflow: Dataflow

  init(_ graph: LegalGraph, _ dataflow: Dataflow) {
    self.graph = graph
    self.dataflow = dataflow
  }

  /// The entries with each run joined by the steps near it that can consume its rows.
  ///
  /// - Complexity: linear in the nodes and their operands.
  func consumed(_ entries: [Schedule.Entry]) -> [Schedule.Entry] {
    var place = Array(repeating: -1, count: graph.nodes.count)
    var candidates: [Int] = []
    for (index, entry) in entries.enumerated() {
      for node in entry.nodes { place[node] = index }
      if case .single(let node) = entry, mayConsume(node) { candidates.append(index) }
    }
    guard !candidates.isEmpty else { return entries }
    var result = entries.map(Optional.some)
    var first = 0
    for (index, entry) in entries.enumerated() {
      guard case .run(var run) = entry, run.key.columns < 0, run.key.rows > RunConsuming.narrow
      else {
        continue
      }
      while first < candidates.count, candidates[first] < index - RunConsuming.window { first += 1 }
      let near = candidates[first...].prefix { $0 <= index + RunConsuming.window }
      guard !near.isEmpty else { continue }
      let values = rowValues(run)
      for other in near {
        guard result[other] != nil, case .single(let node) = entries[other],
          let (along, value) = axis(of: node, rows: run.key.rows, values)
        else { continue }
        // What comes from before the run is put off, what comes from behind it is done at once; what
        // takes part in the run already is not there yet.
        let canMove =
          other < index
          ? dataflow.users(of: node).allSatisfy { place[$0] > index }
          : dataflow.operands(of: node).allSatisfy {
            place[$0] < index || (place[$0] == index && !run.hasStep($0))
          }
        guard canMove else { continue }
        run.consumers.append(.init(node: node, along: along, value: value))
        place[node] = index
        result[other] = nil
      }
      guard !run.consumers.isEmpty else { continue }
      run.local = local(run)
      result[index] = .run(run)
    }
    return result.compactMap { $0 }
  }

  /// Whether a node is a sum over the batch, or a product of a batch with few columns besides it.
  private func mayConsume(_ node: Int) -> Bool {
    let shape = graph.nodes[node].shape
    switch graph.nodes[node].operation {
    case .sum(0): return true
    case .product: return shape.count == 2 && min(abs(shape[0]), shape[1]) <= RunConsuming.narrow
    default: return false
    }
  }

  /// The values whose rows pass through the cache with a run's: its members' and what these read whole.
  private func rowValues(_ run: ElementwiseRun) -> Set<Int> {
    func passes(_ node: Int) -> Bool {
      let shape = graph.nodes[node].shape
      return shape.count == 2 && shape[0] == run.key.columns && shape[1] == run.key.rows
    }
    var values: Set<Int> = []
    for member in run.members {
      if passes(member) { values.insert(member) }
      for operand in dataflow.operands(of: member) where passes(operand) { values.insert(operand) }
    }
    return values
  }

  private func local(_ run: ElementwiseRun) -> Int? {
    let consumed = run.consumed
    return run.members.first { member in
      consumed.contains(member) && !dataflow.isOutput[member]
        && dataflow.users(of: member).allSatisfy { run.members.contains($0) || run.hasStep($0) }
    }
  }

  /// Which axis of a narrow product, or of a sum, the rows of some values are, and the value.
  private func axis(
    of node: Int, rows: Int, _ values: Set<Int>
  ) -> (ElementwiseRun.Along, Int)? {
    let operands = graph.nodes[node].operands.map(graph.root)
    let shapes = graph.nodes[node].operands.map { graph.nodes[$0].shape }
    let shape = graph.nodes[node].shape
    switch graph.nodes[node].operation {
    case .sum(0): return values.contains(operands[0]) ? (.lines, operands[0]) : nil
    case .product(let left, let right) where shape.count == 2:
      let isGradient = left && !right && shapes[0][0] < 0
      if !left && shape[0] < 0 {
        let fits = shape[1] <= RunConsuming.narrow && values.contains(operands[0])
        return fits ? (.terms, operands[0]) : nil
      }
      guard isGradient else { return nil }
      if shape[1] <= RunConsuming.narrow, values.contains(operands[0]) {
        return (.left, operands[0])
      }
      if shape[0] <= RunConsuming.narrow, values.contains(operands[1]) {
        return (.right, operands[1])
      }
      return nil
    default: return nil
    }
  }
}
