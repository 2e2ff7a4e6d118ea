import CKernels
public import Tensors

/// Which axis of a value is the batch in the memory that a program's caller gives it.
public enum BatchAxis: Sendable, Hashable {
  /// The first, as in a table of rows: values are turned on their way into the program and out of it.
  case first
  /// The last, as programs store values: a state `[rows, n]` lies as `[n, rows]`.
  case last
}

/// A graph compiled for one precision: fused, its buffers planned, run without allocation.
///
/// Elementwise operations over the same elements are fused into one pass; matrix products take the
/// bias that follows them; values that are no longer needed give their memory to later ones. What
/// depends on *held* inputs alone (a product of two weight matrices, say) is computed only when these
/// change, by ``prepare(in:)``.
///
/// Inside, values that have a batch axis are stored with it last: the rows of the batch are the lanes
/// of vector instructions, whatever else a value's shape is.
///
/// A program is immutable and may run on any number of threads, each with its own ``Workspace``.
/// Row r of a result that belongs to rows depends on row r of the inputs alone, bit for bit, unless
/// the graph itself sums over the batch.
public final class Program<Element: Scalar>: @unchecked Sendable {
  // Unchecked: the steps and the runs they point to are written once, in `init`.

  /// The number of inputs.
  public let inputCount: Int
  /// The number of outputs.
  public let outputCount: Int
  /// The shapes of the inputs.
  public let inputShapes: [[Int]]
  /// The shapes of the outputs.
  public let outputShapes: [[Int]]
  /// The number of kernel calls of one run.
  public var stepCount: Int { steps.count }

  let steps: UnsafeMutableBufferPointer<Step>
  private let prologue: UnsafeMutableBufferPointer<Step>
  let buffers: [Int]
  let constants: [Constant]
  let scratchCount: Int
  private let runs: [UnsafePointer<fl_run>]
  private let innerSteps: [UnsafePointer<Step>]

  /// Compiles a graph.
  ///
  /// - Parameters:
  ///   - graph: the function.
  ///   - held: numbers of inputs that stay the same between calls of ``prepare(in:)``.
  ///   - accumulating: numbers of outputs whose values are added to what the caller's memory holds.
  ///   - batch: which axis of inputs and outputs is the batch in the caller's memory.
  ///   - partialSums: whether accumulating outputs are vectors of partial sums, to be joined by
  ///     `joinPartial(_:to:count:)`: quicker where many runs add to few numbers.
  public init(
    _ graph: Graph, held: Set<Int> = [], accumulating: Set<Int> = [], batch: BatchAxis = .first,
    partialSums: Bool = false
  ) {
    let legal = LegalGraph(graph, held: held, batch: batch)
    let schedule = Schedule(legal, held: held)
    let plan = BufferPlan(
      legal, schedule, accumulating: accumulating,
      partialStride: partialSums ? Element.partialStride : nil)
    var encoder = StepEncoder(legal, plan)
    prologue = .holding(schedule.prologue.flatMap { encoder.steps($0) })
    let computing = schedule.main.flatMap { encoder.steps($0) }
    let copying = plan.copies.map {
      encoder.copyToOutput($0.node, $0.output, accumulating.contains($0.output))
    }
    steps = .holding(computing + copying)
    inputCount = graph.inputCount
    inputShapes = graph.inputShapes
    outputCount = graph.outputs.count
    outputShapes = graph.outputShapes
    buffers = plan.buffers
    constants = plan.constants
    runs = encoder.runs
    innerSteps = encoder.innerSteps
    let convolving = encoder.convolutionScratchBytes / MemoryLayout<Element>.stride
    scratchCount = runs.reduce(convolving) { max($0, Element.scratchCount(of: $1)) }
  }

  deinit {
    for run in runs { RunBuilder.free(run) }
    for steps in innerSteps { steps.deallocate() }
    steps.deallocate()
    prologue.deallocate()
  }

  /// The bytes of memory that a workspace for so many rows takes.
  public func workspaceBytes(rows: Int) -> Int {
    let numbers = buffers.reduce(scratchCount) { $0 + Extents.resolve($1, rows: rows) }
    return (numbers + constants.reduce(0) { $0 + $1.elements.count }) * MemoryLayout<Element>.stride
  }

  /// Makes the memory that runs over at most `rows` rows need.
  public func makeWorkspace(rows: Int) -> Workspace<Element> {
    Workspace(for: self, rows: rows)
  }

  /// Computes what depends on held inputs alone, after these were set or changed.
  public func prepare(in workspace: Workspace<Element>) {
    execute(prologue, rows: workspace.rows, in: workspace)
  }

  /// Computes the outputs from the inputs that the workspace points to.
  ///
  /// - Parameters:
  ///   - rows: the rows of the batch, at most the workspace's.
  ///   - workspace: the memory, which points to the inputs and the outputs.
  public func run(rows: Int, in workspace: Workspace<Element>) {
    precondition(rows <= workspace.rows, "\(rows) rows in a workspace for \(workspace.rows)")
    execute(steps, rows: rows, in: workspace)
  }

  private func execute(
    _ steps: UnsafeMutableBufferPointer<Step>, rows: Int, in workspace: Workspace<Element>
  ) {
    guard let first = steps.baseAddress else { return }
    Element.execute(
      first, count: steps.count, slots: workspace.slots, rows: rows, scratch: workspace.scratch)
  }
}

extension Program {
  /// The outputs for whole tensors: convenient, and not for inner loops.
  ///
  /// - Parameters:
  ///   - inputs: one tensor for each input of the graph.
  ///   - rows: the rows of the batch; those of the inputs when nil.
  /// - Returns: the outputs.
  /// - Precondition: the tensors have the shapes of the graph's inputs, with the same number of rows.
  public func callAsFunction(_ inputs: [Tensor<Element>], rows: Int? = nil) -> [Tensor<Element>] {
    let rows = checkedRows(inputs, given: rows)
    let workspace = makeWorkspace(rows: rows)
    // Inputs are read only: the pointers are mutable because one table holds all buffers.
    for (index, input) in inputs.enumerated() {
      input.withUnsafeElements { workspace.bind(input: index, $0.baseAddress) }
    }
    return withExtendedLifetime(inputs) {
      var outputs = outputShapes.map { shape in
        Tensor<Element>(repeating: 0, shape: Extents.resolve(shape, rows: rows))
      }
      for index in outputs.indices {
        outputs[index].withUnsafeMutableElements {
          workspace.bind(output: index, $0.baseAddress)
        }
      }
      prepare(in: workspace)
      run(rows: rows, in: workspace)
      return outputs
    }
  }

  /// The number of rows of inputs whose shapes are as they must be.
  private func checkedRows(_ inputs: [Tensor<Element>], given: Int?) -> Int {
    precondition(
      inputs.count == inputCount, "\(inputs.count) inputs given to a program of \(inputCount)")
    var rows = given
    for (input, shape) in zip(inputs, inputShapes) where rows == nil {
      guard let axis = shape.firstIndex(where: { $0 < 0 }), input.rank == shape.count else {
        continue
      }
      rows = input.shape[axis] / -shape[axis]
    }
    for (number, (input, shape)) in zip(inputs, inputShapes).enumerated() {
      let expected = Extents.resolve(shape, rows: rows ?? 0)
      precondition(
        input.shape == expected, "input \(number) has shape \(input.shape), not \(expected)")
    }
    return rows ?? 0
  }
}

extension UnsafeMutableBufferPointer<Step> {
  /// A copy of the steps in memory of their own.
  fileprivate static func holding(_ steps: [Step]) -> Self {
    let memory = allocate(capacity: steps.count)
    _ = memory.initialize(from: steps)
    return memory
  }
}
