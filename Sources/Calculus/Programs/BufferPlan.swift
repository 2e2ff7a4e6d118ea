/// Where each node's value lies: in the caller's inputs and outputs, among the constants, or in a
/// buffer of the workspace that later values use again when this one is no longer needed.
struct BufferPlan {
  /// The extent (negative: times the rows of a run) of each buffer of the workspace.
  private(set) var buffers: [Int] = []
  /// The slot of each root node's value.
  private(set) var slots: [Int: Int] = [:]
  /// Outputs that need a copy at the end: the value's slot and the output's number.
  private(set) var copies: [(node: Int, output: Int)] = []
  /// Outputs that their node's own step adds to.
  private(set) var accumulatedInPlace: Set<Int> = []
  /// The distance between the numbers of an output that is added to.
  let accumulatedStride: Int
  /// The constants, in the order of their slots.
  private(set) var constants: [Constant] = []

  private let graph: LegalGraph
  private let schedule: Schedule
  private var free: [Int] = []
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
      let isFree = slots[root] == nil && !schedule.isHeld[root]
      if isFree && accumulating.contains(number) && uses[root] == 1
        && canAccumulate(root)
      {
        slots[root] = graph.inputCount + number
        accumulatedInPlace.insert(root)
      } else if isFree && !accumulating.contains(number) {
        slots[root] = graph.inputCount + number
      } else {
        copies.append((root, number))
      }
    }
  }

  /// Whether a node's step adds vectors of partial sums to an output.
  func sumsPartially(_ node: Int) -> Bool {
    accumulatedStride > 1 && accumulatedInPlace.contains(node)
  }

  /// Whether the step that computes a value can add it to what an output holds.
  private func canAccumulate(_ node: Int) -> Bool {
    let node = graph.nodes[node]
    guard let first = node.operands.first.map({ graph.nodes[$0].shape }) else { return false }
    switch node.operation {
    case .product(let transposingLeft, _):
      let sumsOverBatch = first[first.count - (transposingLeft ? 2 : 1)] < 0
      return accumulatedStride == 1 || sumsOverBatch
    case .sum(let axis):
      return first[axis] < 0 || (accumulatedStride == 1 && !Extents.isBatched(first))
    default: return false
    }
  }

  private func rootUses() -> [Int: Int] {
    var uses: [Int: Int] = [:]
    for index in graph.nodes.indices where !graph.isAlias(index) {
      for operand in graph.nodes[index].operands { uses[graph.root(operand), default: 0] += 1 }
    }
    for output in graph.outputs { uses[graph.root(output), default: 0] += 1 }
    return uses
  }

  /// Gives every other computed value a buffer, free again after the entry that last reads it.
  private mutating func placeTemporaries() {
    for entry in schedule.prologue { for node in entry.nodes { place(node, reusing: false) } }
    let lastReader = lastReaders()
    for (index, entry) in schedule.main.enumerated() {
      let inside = Set(entry.nodes)
      for node in entry.nodes where lastReader[node, default: -1] > index || entry.isSingle {
        place(node, reusing: true)
      }
      let read = Set(entry.nodes.flatMap { graph.nodes[$0].operands.map(graph.root) })
      for root in read.union(inside) where lastReader[root, default: -1] <= index {
        guard let slot = slots[root], slot >= firstBuffer, !schedule.isHeld[root] else { continue }
        free.append(slot - firstBuffer)
      }
    }
  }

  /// The last entry of the main part that reads each value; the end for values copied to outputs.
  private func lastReaders() -> [Int: Int] {
    var last: [Int: Int] = [:]
    for (index, entry) in schedule.main.enumerated() {
      for node in entry.nodes {
        for operand in graph.nodes[node].operands { last[graph.root(operand)] = index }
      }
    }
    for (root, _) in copies { last[root] = schedule.main.count }
    return last
  }

  private mutating func place(_ node: Int, reusing: Bool) {
    guard slots[node] == nil else { return }
    let size = Extents.count(graph.nodes[node].shape)
    if reusing, let index = bestFreeBuffer(for: size) {
      slots[node] = firstBuffer + free.remove(at: index)
      return
    }
    slots[node] = firstBuffer + buffers.count
    buffers.append(size)
  }

  /// The free buffer, of the same kind, nearest in size to what is needed, made larger if it must be.
  private mutating func bestFreeBuffer(for size: Int) -> Int? {
    let fitting = free.indices.filter { (buffers[free[$0]] < 0) == (size < 0) }
    let best = fitting.min { abs(buffers[free[$0]] - size) < abs(buffers[free[$1]] - size) }
    guard let best else { return nil }
    let buffer = free[best]
    buffers[buffer] = size < 0 ? min(buffers[buffer], size) : max(buffers[buffer], size)
    return best
  }
}

extension Schedule.Entry {
  var nodes: [Int] {
    switch self {
    case .single(let node): [node]
    case .run(let nodes, _): nodes
    }
  }

  var isSingle: Bool {
    if case .single = self { return true }
    return false
  }
}

extension Graph.Node {
  var isConstant: Bool {
    if case .constant = operation { return true }
    return false
  }
}
