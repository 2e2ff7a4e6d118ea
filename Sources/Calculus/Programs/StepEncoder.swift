import CKernels

/// Turns scheduled nodes into steps with the buffers of a plan.
struct StepEncoder {
  let graph: LegalGraph
  let plan: BufferPlan
  private(set) var runs: [UnsafePointer<fl_run>] = []
  /// The steps that take part in runs.
  private(set) var innerSteps: [UnsafePointer<Step>] = []

  /// The bytes of scratch memory that the convolutions of the graph need.
  var convolutionScratchBytes: Int {
    graph.nodes.reduce(0) { most, node in
      guard case .convolution(let convolution) = node.operation else { return most }
      let shapes = node.operands.map { graph.nodes[$0].shape }
      return max(most, convolution.scratchBytes(shapes))
    }
  }

  init(_ graph: LegalGraph, _ plan: BufferPlan) {
    self.graph = graph
    self.plan = plan
  }

  /// The steps that compute an entry of the schedule.
  mutating func steps(_ entry: Schedule.Entry) -> [Step] {
    switch entry {
    case .single(let node): return single(node)
    case .run(let run): return [step(run)]
    }
  }

  /// A run, with the steps that take part in it.
  private mutating func step(_ run: ElementwiseRun) -> Step {
    var step = Step(
      run: self.run(run.members, run.key), rows: run.key.rows, columns: run.key.columns)
    if let feeder = run.feeder { step.run.feeder = kept(single(feeder)) }
    step.run.consumers = kept(
      run.consumers.map { consumer in
        var step = single(consumer.node)[0]
        step.along = consumer.along.kernelAxis
        return step
      })
    step.run.consumer_count = run.consumers.count
    step.run.local = Int32(run.local.map(plan.slot) ?? -1)
    return step
  }

  /// Steps in memory that lives as long as the program.
  private mutating func kept(_ steps: [Step]) -> UnsafePointer<Step>? {
    guard !steps.isEmpty else { return nil }
    let memory = UnsafeMutablePointer<Step>.allocate(capacity: steps.count)
    memory.initialize(from: steps, count: steps.count)
    innerSteps.append(UnsafePointer(memory))
    return UnsafePointer(memory)
  }

  private mutating func run(
    _ members: [Int], _ key: IterationSpace.Key
  ) -> UnsafePointer<fl_run> {
    let plan = plan
    var builder = RunBuilder(
      graph, members, key, slot: plan.slot, isStored: { plan.slots[$0] != nil })
    let run = builder.build()
    runs.append(run)
    return run
  }

  /// The step that puts a value into an output that is not its own buffer.
  func copyToOutput(_ node: Int, _ output: Int, _ accumulates: Bool) -> Step {
    let shape = graph.nodes[node].shape
    var copy = Step(copy: plan.slot(node), to: graph.inputCount + output, rank: 1)
    copy.setAxis(
      0, extent: Extents.count(shape), xStride: 1,
      yStride: accumulates ? plan.accumulatedStride : 1)
    copy.accumulates = accumulates ? 1 : 0
    return copy
  }

  private func single(_ index: Int) -> [Step] {
    let node = graph.nodes[index]
    let y = plan.slot(index)
    switch node.operation {
    case .product(let left, let right): return [product(index, node, left, right)]
    case .sum(let axis): return [fold(index, node, axis, FL_STEP_SUM)]
    case .maximum(let axis): return [fold(index, node, axis, FL_STEP_MAXIMUM)]
    case .extent(let axis): return [Step(extent: operandShape(node, 0)[axis], to: y)]
    case .gather: return [gather(node, y)]
    case .scatter: return [scatter(node, y)]
    case .concatenate(let axis): return concatenation(node, y, axis)
    case .convolution(let convolution): return [self.convolution(convolution, index, node)]
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

  private func fold(_ index: Int, _ node: Graph.Node, _ axis: Int, _ kind: fl_step_kind) -> Step {
    let shape = operandShape(node, 0)
    let order = StorageOrder.axes(shape)
    let place = order.firstIndex(of: axis) ?? 0
    var step = Step(
      kind, of: operandSlot(node, 0), to: plan.slot(index),
      extents: (
        outer: Extents.count(order[..<place].map { shape[$0] }), count: shape[axis],
        inner: Extents.count(order[(place + 1)...].map { shape[$0] })
      ),
      accumulates: plan.accumulatedInPlace.contains(index))
    step.fold.down = Extents.isBatched(shape) && shape[axis] >= 0 ? 1 : 0
    step.fold.partial = plan.sumsPartially(index) ? 1 : 0
    return step
  }

  private func gather(_ node: Graph.Node, _ y: Int) -> Step {
    rows(
      FL_STEP_GATHER, of: operandShape(node, 0), operandSlot(node, 0),
      at: operandShape(node, 1), operandSlot(node, 1), values: node.shape, y)
  }

  private func scatter(_ node: Graph.Node, _ y: Int) -> Step {
    rows(
      FL_STEP_SCATTER, of: node.shape, y, at: operandShape(node, 1), operandSlot(node, 1),
      values: operandShape(node, 0), operandSlot(node, 0))
  }

  /// Rows moved between a table and values; the elements of a row are at equal distances in both.
  private func rows(
    _ kind: fl_step_kind, of table: [Int], _ tableSlot: Int, at indices: [Int], _ indexSlot: Int,
    values: [Int], _ valueSlot: Int
  ) -> Step {
    var step = Step(kind, table: tableSlot, at: indexSlot, values: valueSlot)
    step.gather.table_rows = table[0]
    step.gather.count = indices[0]
    step.gather.width = Extents.count(Array(table.dropFirst()))
    step.gather.table_row = StorageOrder.strides(table)[0]
    step.gather.value_row = StorageOrder.strides(values)[0]
    // The batch is the fastest axis: a row of it is spread over lines, any other row is contiguous.
    step.gather.table_column = table[0] < 0 ? table[0] : 1
    step.gather.value_column = values[0] < 0 ? values[0] : 1
    return step
  }
}
