import CKernels

/// Turns scheduled nodes into steps with the buffers of a plan.
struct StepEncoder {
  private let graph: LegalGraph
  private let plan: BufferPlan
  private(set) var runs: [UnsafePointer<fl_run>] = []
  private(set) var copies: [UnsafePointer<CopyStep>] = []

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
      return [.run(run, rows: key.rows)]
    }
  }

  /// The step that puts a value into an output that is not its own buffer.
  mutating func copyToOutput(_ node: Int, _ output: Int, _ accumulates: Bool) -> Step {
    let shape = graph.nodes[node].shape
    var copy = CopyStep(x: plan.slot(node), y: graph.inputCount + output, rank: 1)
    copy.setAxis(0, extent: Extents.count(shape), xStride: 1, yStride: 1)
    copy.accumulates = accumulates
    return add(copy)
  }

  private mutating func add(_ copy: CopyStep) -> Step {
    let memory = UnsafeMutablePointer<CopyStep>.allocate(capacity: 1)
    memory.initialize(to: copy)
    copies.append(UnsafePointer(memory))
    return .copy(UnsafePointer(memory))
  }

  private mutating func single(_ index: Int) -> [Step] {
    let node = graph.nodes[index]
    let y = plan.slot(index)
    switch node.operation {
    case .product(let transposingLeft, _): return [product(index, node, transposingLeft)]
    case .sum(let axis): return [reduce(index, node, axis, isMaximum: false)]
    case .maximum(let axis): return [reduce(index, node, axis, isMaximum: true)]
    case .extent(let axis): return [.extent(to: y, extent: operandShape(node, 0)[axis])]
    case .gather: return [gather(node, y)]
    case .scatter: return [scatter(node, y)]
    case .concatenate(let axis): return concatenation(node, y, axis).map { add($0) }
    default: return [add(copyStep(node, y))]
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
    var step = ProductStep(
      a: operandSlot(node, 0), b: operandSlot(node, 1), c: plan.slot(index),
      m: transposingLeft ? columns : rows, n: b[b.count - 1], k: b[b.count - 2],
      aRow: transposingLeft ? 1 : columns, aColumn: transposingLeft ? columns : 1)
    if let bias = graph.biases[index] { step.bias = plan.slot(bias) }
    if a.count == 3 { step.stack = a[0] }
    step.accumulates = plan.accumulatedInPlace.contains(index)
    return .product(step)
  }

  private func reduce(_ index: Int, _ node: Graph.Node, _ axis: Int, isMaximum: Bool) -> Step {
    let shape = operandShape(node, 0)
    return .reduce(
      ReduceStep(
        x: operandSlot(node, 0), y: plan.slot(index), outer: Extents.count(Array(shape[..<axis])),
        count: shape[axis], inner: Extents.count(Array(shape[(axis + 1)...])),
        isMaximum: isMaximum, accumulates: plan.accumulatedInPlace.contains(index)))
  }

  private func gather(_ node: Graph.Node, _ y: Int) -> Step {
    let table = operandShape(node, 0)
    return .gather(
      GatherStep(
        table: operandSlot(node, 0), indices: operandSlot(node, 1), values: y,
        tableRows: table[0], count: Extents.count(operandShape(node, 1)),
        width: Extents.count(Array(table.dropFirst())), scatters: false))
  }

  private func scatter(_ node: Graph.Node, _ y: Int) -> Step {
    .gather(
      GatherStep(
        table: y, indices: operandSlot(node, 1), values: operandSlot(node, 0),
        tableRows: node.shape[0], count: Extents.count(operandShape(node, 1)),
        width: Extents.count(Array(node.shape.dropFirst())), scatters: true))
  }
}
