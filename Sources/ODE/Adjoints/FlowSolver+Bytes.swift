public import Calculus
public import Tensors

extension FlowSolver {
  /// The most bytes that the flow of ``makeFlow(_:rows:keepsTape:memory:)`` takes, what it keeps of its
  /// steps with it, when no row takes more than so many steps.
  ///
  /// For equal steps these are the bytes of ``bytes(_:rows:keepsTape:memory:)``. What adaptive steps
  /// take is not known before they are taken; it is bounded by their number, rejected ones counted.
  ///
  /// - Parameters:
  ///   - program: the field.
  ///   - rows: the largest number of rows of a solve.
  ///   - keepsTape: whether solves are to be followed by pullbacks.
  ///   - memory: what a flow of equal steps may take when they are.
  ///   - steps: the most steps of a row on each piece of the control, rejected ones with them; the
  ///     scheme's limit when nil.
  /// - Returns: a bound; `Int.max` where it is no number of bytes.
  public func mostBytes<Element: Scalar>(
    _ program: HamiltonianProgram<Element>, rows: Int, keepsTape: Bool,
    memory: MemoryBudget = .automatic, steps: Int? = nil
  ) -> Int {
    guard case .adaptive(let scheme) = self else {
      return bytes(program, rows: rows, keepsTape: keepsTape, memory: memory)
    }
    let layout = AdaptiveLayout(program, scheme, rows: rows, steps: steps)
    guard keepsTape else { return layout.forward }
    switch scheme.adjoint {
    case .discrete where scheme.method.tableau == nil:
      return layout.sum(
        StagedAdaptiveFlow.bytes(program, scheme: scheme, rows: rows, steps: layout.steps),
        layout.forward, layout.history)
    case .discrete: return layout.sum(layout.forward, layout.history, layout.tape)
    case .costate: return layout.sum(layout.forward, layout.dense, layout.costates)
    case .interpolating: return layout.sum(layout.forward, layout.dense, layout.augmented)
    case .backsolve: return layout.sum(layout.forward, layout.augmented)
    }
  }
}

/// Bounds of what the parts of adaptive flows take of memory.
struct AdaptiveLayout {
  /// The most steps of a row over the whole horizon.
  let steps: Int
  /// What solves take.
  let forward: Int
  /// What the history of steps takes, and what the tape of evaluations does with its transpose.
  let history: Int
  let tape: Int
  /// What polynomials on all steps take.
  let dense: Int
  /// What backward solves of costates take, alone and with all that may go with them.
  let costates: Int
  let augmented: Int

  init<Element: Scalar>(
    _ program: HamiltonianProgram<Element>, _ scheme: AdaptiveScheme, rows: Int, steps limit: Int?
  ) {
    let stride = MemoryLayout<Element>.stride
    let n = program.dimension
    let width = n + (program.hasRunningCost ? 1 : 0)
    let pieces = scheme.control.pieceCount
    let nodes = scheme.control.nodeCount * program.parameters.count
    steps = (limit ?? scheme.steps.maximumSteps).saturated(times: pieces)
    // What following rows of so many components takes, piece by piece: states in and out, stages,
    // times, and what observers see of them.
    func following(_ width: Int) -> Int {
      pieces * rows * ((scheme.method.stages + 16) * width * stride + 512) + pieces * 16_384
    }
    let evaluator =
      program.evaluatorBytes(rows: rows, transposes: true)
      + (2 * nodes + 8 * rows * width + 16 * rows) * stride
    forward = following(width) + evaluator
    // Lists grow by doubling: the old one, the new one, and as much that is not used.
    let entries = steps.saturated(times: rows)
    history = entries.saturated(times: 4 * (width * stride + 32))
    dense = entries.saturated(
      times: 4 * ((scheme.method.denseOutput.degree + 1) * width * stride + 32))
    let stages = scheme.method.stages
    let transposed =
      (7 * rows + n + 1 + 3 * rows * n) * stride
      + stages * (3 * rows * n + program.residualCount(rows: rows)) * stride
    let records = steps.saturated(times: 4 * 24 * max(stages, 1))
    let kept = transposed + (2 << 20) * stride
    tape = records > Int.max - kept ? .max : records + kept
    costates = following(n) + transposed + nodes * stride + 16 * rows * (n + 4) * stride
    augmented =
      following(2 * n + nodes) + evaluator + (nodes + 8 * n) * stride
      + 4 * pieces * rows * (2 * n + nodes) * stride
  }

  /// The sum of some bytes, `Int.max` where it is more.
  func sum(_ bytes: Int...) -> Int {
    bytes.reduce(0) { $0 > Int.max - $1 ? .max : $0 + $1 }
  }
}

extension Int {
  /// The product, or the largest number where it is more.
  func saturated(times other: Int) -> Int {
    let (product, overflows) = multipliedReportingOverflow(by: other)
    return overflows ? .max : product
  }
}
