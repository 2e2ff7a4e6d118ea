/// The order in which a legal graph's nodes are computed: single operations, and runs of elementwise
/// operations over one iteration space that make one pass over memory.
struct Schedule {
  enum Entry {
    case single(Int)
    case run([Int], IterationSpace.Key)
  }

  /// What depends on held inputs alone: computed once each time these change.
  let prologue: [Entry]
  /// What every run computes.
  let main: [Entry]
  /// Whether a node depends on held inputs and constants alone.
  let isHeld: [Bool]

  /// The largest number of operations in a run: its operands are numbered in a byte.
  private static let longestRun = 48

  init(_ graph: LegalGraph, held: Set<Int>) {
    var isHeld: [Bool] = []
    for (index, node) in graph.nodes.enumerated() {
      isHeld.append(
        index < graph.inputCount
          ? held.contains(index)
          : !Extents.isBatched(node.shape) && node.operands.allSatisfy { isHeld[$0] })
    }
    var sorter = Sorter(graph)
    prologue = sorter.entries { isHeld[$0] }
    main = sorter.entries { _ in true }
    self.isHeld = isHeld
  }

  /// Sorts nodes so that operands come first, keeping elementwise operations together.
  private struct Sorter {
    let graph: LegalGraph
    let isNeeded: [Bool]
    var isDone: [Bool]

    init(_ graph: LegalGraph) {
      self.graph = graph
      var isNeeded = Array(repeating: false, count: graph.nodes.count)
      for output in graph.outputs { isNeeded[output] = true }
      for index in graph.nodes.indices.reversed() where isNeeded[index] {
        for operand in graph.nodes[index].operands { isNeeded[operand] = true }
      }
      self.isNeeded = isNeeded
      isDone = graph.nodes.map { node in
        switch node.operation {
        case .input, .constant: true
        default: false
        }
      }
    }

    /// The entries for the nodes that pass the test and are not in an earlier answer.
    mutating func entries(where isWanted: (Int) -> Bool) -> [Entry] {
      var pending = graph.nodes.indices.filter { isNeeded[$0] && !isDone[$0] && isWanted($0) }
      var entries: [Entry] = []
      while !pending.isEmpty {
        let ready = pending.filter(isReady)
        if let single = ready.first(where: { !graph.nodes[$0].operation.isElementwise }) {
          isDone[single] = true
          if graph.root(single) == single { entries.append(.single(single)) }
        } else {
          entries.append(run(from: ready[0], pending: pending))
        }
        pending.removeAll { isDone[$0] }
      }
      return entries
    }

    /// The longest run that begins with a node that is ready.
    private mutating func run(from first: Int, pending: [Int]) -> Entry {
      let key = key(of: first)
      var members: [Int] = []
      var grows = true
      while grows {
        grows = false
        for node in pending where !isDone[node] && members.count < longestRun {
          guard graph.nodes[node].operation.isElementwise, isReady(node), self.key(of: node) == key
          else { continue }
          isDone[node] = true
          members.append(node)
          grows = true
        }
      }
      return .run(members, key ?? IterationSpace.Key(rows: 1, columns: 1))
    }

    private func isReady(_ node: Int) -> Bool {
      graph.nodes[node].operands.allSatisfy { isDone[$0] }
    }

    private func key(of node: Int) -> IterationSpace.Key? {
      let shapes = graph.nodes[node].operands.map { graph.nodes[$0].shape }
      return IterationSpace(of: graph.nodes[node].shape, operands: shapes)?.key
    }
  }
}
