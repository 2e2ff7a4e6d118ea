/// Where each node's value lies: in the caller's inputs and outputs, among the constants, or in a
/// buffer of the workspace that later values use again when this one is no longer needed.
struct BufferPlan {
  /// The extent (negative: times the rows of a run) of each buffer of the workspace.
  private(set) var buffers: [Int] = []
  /// The slot of each root node's value.
  private(set) var slots: SlotTable
  /// Outputs that need a copy at the end: the value's slot and the output's number.
  private(set) var copies: [(node: Int, output: Int)] = []
  /// Nodes whose own step adds to what is in their memory: that of a partial sum, or an output's.
  private(set) var accumulatedInPlace: Set<Int> = []
  /// Those among them that add to what an output held before the run.
  private var addedToOutput: Set<Int> = []
  /// The distance between the numbers of an output that is added to.
  let accumulatedStride: Int
  /// The constants, in the order of their slots.
  private(set) var constants: [Constant] = []

  private let graph: LegalGraph
  private let schedule: Schedule
  private var free = FreeBuffers()
  private var isReleased: [Bool]
  private let firstBuffer: Int

  /// The slots: inputs, outputs, constants, then buffers.
  var slotCount: Int { firstBuffer + buffers.count }

  /// Plans a scheduled graph; `partialStride` is the distance between vectors of partial sums, when
  /// outputs that are added to hold these.
  init(
    _ graph: LegalGraph, _ schedule: Schedule, accumulating: Set<Int>, partialStride: Int? = nil
  ) {
    accumulatedStride = partialStride ?? 1
    self.graph = graph
    self.schedule = schedule
    let constantNodes = graph.nodes.indices.filter { graph.nodes[$0].isConstant }
    firstBuffer = graph.inputCount + graph.outputs.count + constantNodes.count
    slots = SlotTable(count: graph.nodes.count)
    isReleased = Array(repeating: false, count: graph.nodes.count)
    for input in 0..<graph.inputCount { slots[input] = input }
    for (number, node) in constantNodes.enumerated() {
      slots[node] = graph.inputCount + graph.outputs.count + number
      if case .constant(let constant) = graph.nodes[node].operation { constants.append(constant) }
    }
    placeOutputs(accumulating: accumulating)
    placeTemporaries()
  }

  /// The slot of a node's value.
  func slot(_ node: Int) -> Int { slots[graph.root(node)] ?? -1 }

  /// Gives outputs to the nodes that compute them, once each, and notes the copies for the rest.
  private mutating func placeOutputs(accumulating: Set<Int>) {
    let uses = rootUses()
    for (number, node) in graph.outputs.enumerated() {
      let root = graph.root(node)
      let sum = partialSums(of: root)
      let adds = accumulating.contains(number)
      guard slots[root] == nil, !schedule.isHeld[root],
        !adds || (uses[root] == 1 && sum.allSatisfy(canAddToOutput))
      else {
        copies.append((root, number))
        continue
      }
      for part in sum { slots[part] = graph.inputCount + number }
      if adds {
        accumulatedInPlace.formUnion(sum)
        addedToOutput.formUnion(sum)
      }
    }
  }

  /// A node, what it is added to, what that is added to, and so on.
  private func partialSums(of node: Int) -> [Int] {
    var sums = [node]
    while let next = graph.accumulators[sums[sums.count - 1]] { sums.append(next) }
    return sums
  }

  /// Whether a node's step adds vectors of partial sums to an output.
  func sumsPartially(_ node: Int) -> Bool {
    accumulatedStride > 1 && addedToOutput.contains(node)
  }

  /// Whether the step that computes a value can add it to what an output holds.
  private func canAddToOutput(_ node: Int) -> Bool {
    graph.canAccumulate(node, partially: accumulatedStride > 1)
  }

  private func rootUses() -> [Int] {
    var uses = Array(repeating: 0, count: graph.nodes.count)
    for index in graph.nodes.indices where !graph.isAlias(index) {
      for operand in graph.nodes[index].operands { uses[graph.root(operand)] += 1 }
    }
    for output in graph.outputs { uses[graph.root(output)] += 1 }
    return uses
  }

  /// Gives every other computed value a buffer, free again after the entry that last reads it.
  private mutating func placeTemporaries() {
    for entry in schedule.prologue { for node in entry.nodes { place(node, reusing: false) } }
    let lastReader = lastReaders()
    for (index, entry) in schedule.main.enumerated() {
      for node in entry.nodes where lastReader[node] > index || entry.keeps(node) {
        place(node, reusing: true)
      }
      for node in entry.nodes {
        for operand in graph.nodes[node].operands {
          release(graph.root(operand), after: index, lastReader)
        }
        release(node, after: index, lastReader)
      }
    }
  }

  /// Frees the buffer of a value that no later entry reads, the first time this is seen.
  private mutating func release(_ root: Int, after entry: Int, _ lastReader: [Int]) {
    guard lastReader[root] <= entry, let slot = slots[root], slot >= firstBuffer,
      !schedule.isHeld[root], !isReleased[root]
    else { return }
    isReleased[root] = true
    free.insert(slot - firstBuffer, size: buffers[slot - firstBuffer])
  }

  /// The last entry of the main part that reads each value, -1 for none; the end for values copied
  /// to outputs.
  private func lastReaders() -> [Int] {
    var last = Array(repeating: -1, count: graph.nodes.count)
    for (index, entry) in schedule.main.enumerated() {
      for node in entry.nodes {
        for operand in graph.nodes[node].operands { last[graph.root(operand)] = index }
      }
    }
    for (root, _) in copies { last[root] = schedule.main.count }
    return last
  }

  private mutating func place(_ node: Int, reusing: Bool) {
    if let sum = graph.accumulators[node] {
      accumulatedInPlace.insert(node)
      isReleased[sum] = true
      if slots[node] == nil { slots[node] = slots[sum] }
    }
    guard slots[node] == nil else { return }
    let size = Extents.count(graph.nodes[node].shape)
    if reusing, let buffer = free.remove(for: size) {
      slots[node] = firstBuffer + buffer
      buffers[buffer] = size < 0 ? min(buffers[buffer], size) : max(buffers[buffer], size)
      return
    }
    slots[node] = firstBuffer + buffers.count
    buffers.append(size)
  }
}

/// The slot of each node's value, nil where it has none.
struct SlotTable {
  private var slots: [Int32]

  init(count: Int) {
    slots = Array(repeating: -1, count: count)
  }

  subscript(node: Int) -> Int? {
    get {
      guard node >= 0, slots[node] >= 0 else { return nil }
      return Int(slots[node])
    }
    set { slots[node] = Int32(newValue ?? -1) }
  }
}

extension Schedule.Entry {
  var nodes: [Int] {
    switch self {
    case .single(let node): [node]
    case .run(let run): run.nodes
    }
  }

  /// Whether a node's value needs memory though no later entry reads it.
  func keeps(_ node: Int) -> Bool {
    switch self {
    case .single: true
    case .run(let run): run.hasStep(node) || run.consumed.contains(node)
    }
  }
}

extension Graph.Node {
  var isConstant: Bool {
    if case .constant = operation { return true }
    return false
  }
}
