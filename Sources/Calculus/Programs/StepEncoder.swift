import CKernels

/// Turns scheduled nodes into steps with the buffers of a plan.
struct StepEncoder {
  private let graph: LegalGraph
  private let plan: BufferPlan
  private(set) var runs: [UnsafePointer<fl_run>] = []

  init(_ graph: LegalGraph, _ plan: BufferPlan) {
    self.graph = graph
    self.plan = plan
  }

  /// The steps that compute an entry of the schedule.
  mutating func steps(_ entry: Schedule.Entry) -> [Step] {
    switch entry {
    case .single(let node): return single(node)
    case .run(let members, let key):
      let plan = plan
      var builder = RunBuilder(
        graph, members, key, slot: plan.slot, isStored: { plan.slots[$0] != nil })
      let run = builder.build()
      runs.append(run)
      return [Step(run: run, rows: key.rows)]
    }
  }

  /// The step that puts a value into an output that is not its own buffer.
  func copyToOutput(_ node: Int, _ output: Int, _ accumulates: Bool) -> Step {
    let shape = graph.nodes[node].shape
    var copy = Step(copy: plan.slot(node), to: graph.inputCount + output, rank: 1)
    copy.setAxis(0, extent: Extents.count(shape), xStride: 1, yStride: 1)
    copy.accumulates = accumulates ? 1 : 0
    return copy
  }

  private func single(_ index: Int) -> [Step] {
    let node = graph.nodes[index]
    let y = plan.slot(index)
    switch node.operation {
    case .product(let transposingLeft, _): return [product(index, node, transposingLeft)]
    case .sum(let axis): return [fold(index, node, axis, FL_STEP_SUM)]
    case .maximum(let axis): return [fold(index, node, axis, FL_STEP_MAXIMUM)]
    case .extent(let axis): return [Step(extent: operandShape(node, 0)[axis], to: y)]
    case .gather: return [gather(node, y)]
    case .scatter: return [scatter(node, y)]
    case .concatenate(let axis): return concatenation(node, y, axis)
    default:
      var copy = copyStep(node, y)
      if plan.accumulatedInPlace.contains(index) {
        copy.copy.cleared = 0
        copy.accumulates = 1
      }
      return [copy]
    }
  }

  func operandShape(_ node: Graph.Node, _ operand: Int) -> [Int] {
    graph.nodes[node.operands[operand]].shape
  }

  func operandSlot(_ node: Graph.Node, _ operand: Int) -> Int {
    plan.slot(node.operands[operand])
  }

  private func product(_ index: Int, _ node: Graph.Node, _ transposingLeft: Bool) -> Step {
    let a = operandShape(node, 0)
    let b = operandShape(node, 1)
    let (rows, columns) = (a[a.count - 2], a[a.count - 1])
    return Step(
      product: operandSlot(node, 0), operandSlot(node, 1), to: plan.slot(index),
      bias: graph.biases[index].map(plan.slot), m: transposingLeft ? columns : rows,
      n: b[b.count - 1], k: b[b.count - 2],
      left: transposingLeft ? (row: 1, column: columns) : (row: columns, column: 1),
      stack: a.count == 3 ? a[0] : 1, accumulates: plan.accumulatedInPlace.contains(index))
  }

  private func fold(_ index: Int, _ node: Graph.Node, _ axis: Int, _ kind: fl_step_kind) -> Step {
    let shape = operandShape(node, 0)
    return Step(
      kind, of: operandSlot(node, 0), to: plan.slot(index),
      extents: (
        outer: Extents.count(Array(shape[..<axis])), count: shape[axis],
        inner: Extents.count(Array(shape[(axis + 1)...]))
      ),
      accumulates: plan.accumulatedInPlace.contains(index))
  }

  private func gather(_ node: Graph.Node, _ y: Int) -> Step {
    let table = operandShape(node, 0)
    return Step(
      FL_STEP_GATHER, table: operandSlot(node, 0), at: operandSlot(node, 1), values: y,
      extents: (
        tableRows: table[0], count: Extents.count(operandShape(node, 1)),
        width: Extents.count(Array(table.dropFirst()))
      ))
  }

  private func scatter(_ node: Graph.Node, _ y: Int) -> Step {
    Step(
      FL_STEP_SCATTER, table: y, at: operandSlot(node, 1), values: operandSlot(node, 0),
      extents: (
        tableRows: node.shape[0], count: Extents.count(operandShape(node, 1)),
        width: Extents.count(Array(node.shape.dropFirst()))
      ))
  }
}
