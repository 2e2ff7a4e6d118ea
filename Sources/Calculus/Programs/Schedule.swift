/// The order in which a legal graph's nodes are computed: single operations, and runs of elementwise
/// operations over one iteration space that make one pass over memory.
///
/// The order is the graph's, which is that of recording, but for two things. What is made of inputs
/// alone waits until it is first needed, so that an unrolled network's input projections are not all
/// computed, and kept, before its first step. And elementwise operations gather in runs, which are
/// performed when a result is needed outside, when they are full, or when performing them would free
/// much memory: ``RunGathering`` says how.
struct Schedule {
  enum Entry {
    case single(Int)
    case run(ElementwiseRun)
  }

  /// What depends on held inputs alone: computed once each time these change.
  let prologue: [Entry]
  /// What every run computes.
  let main: [Entry]
  /// Whether a node depends on held inputs and constants alone.
  let isHeld: [Bool]

  init(_ graph: LegalGraph, held: Set<Int>) {
    var isHeld: [Bool] = []
    isHeld.reserveCapacity(graph.nodes.count)
    for (index, node) in graph.nodes.enumerated() {
      isHeld.append(
        index < graph.inputCount
          ? held.contains(index)
          : !Extents.isBatched(node.shape) && node.operands.allSatisfy { isHeld[$0] })
    }
    let dataflow = Dataflow(graph)
    let needed = graph.nodes.indices.filter { dataflow.isComputed[$0] }
    var gathering = RunGathering(dataflow)
    for node in needed where isHeld[node] { gathering.perform(node) }
    prologue = gathering.finish()
    let waits = Schedule.waiting(dataflow, isHeld)
    for node in needed where !isHeld[node] && !waits[node] {
      gathering.performWaiting(before: node)
      gathering.perform(node)
    }
    for output in graph.outputs { gathering.performWaiting(for: graph.root(output)) }
    main = RunFeeding(graph, dataflow).fed(
      RunConsuming(graph, dataflow).consumed(gathering.finish()))
    self.isHeld = isHeld
  }

  /// Marks the nodes that are made of inputs and constants by elementwise operations and copies, or
  /// by one operation of another kind: computing them later lengthens no value's life.
  private static func waiting(_ dataflow: Dataflow, _ isHeld: [Bool]) -> [Bool] {
    var waits = Array(repeating: false, count: dataflow.isComputed.count)
    for node in waits.indices where dataflow.isComputed[node] && !isHeld[node] {
      let isLight = dataflow.isElementwise[node] || dataflow.isCopy[node]
      waits[node] = dataflow.operands(of: node).allSatisfy { operand in
        !dataflow.isComputed[operand] || isHeld[operand] || (isLight && waits[operand])
      }
    }
    return waits
  }
}
