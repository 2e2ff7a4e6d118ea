import Calculus
public import ODE
public import Tensors

/// The objective of a control problem and its gradient, over the rows of an ensemble.
///
/// Rows go through the whole solve, the terminal cost and the backward sweep in blocks that fit the
/// cache; blocks are dealt to the threads of a pool. How rows are cut into blocks and in which order
/// sums are taken does not depend on the number of threads, so neither does any bit of a result.
///
/// One object serves one caller at a time.
public final class EnsembleObjective<Element: Scalar> {
  /// The problem.
  public let problem: ControlProblem<Element>
  /// The most rows of a block.
  public let blockRows: Int
  /// What the last evaluation took.
  public private(set) var work = FlowWork()

  /// What the evaluation may take of memory, all threads together.
  public let memory: MemoryBudget

  private let pool: ForkJoinPool
  private var workers: [EnsembleWorker<Element>] = []
  private let blocks: BlockSum<Element>

  /// The number of partial sums of the gradient.
  static var laneCount: Int { BlockSum<Element>.laneCount }

  /// An objective.
  ///
  /// - Parameters:
  ///   - problem: the problem.
  ///   - pool: the threads to run on.
  ///   - blockRows: the most rows of a block; chosen to fit the cache when nil.
  ///   - memory: what the evaluation may take, all threads together; no bit of a result depends on
  ///     it.
  /// - Precondition: the memory is at least ``leastBytes(_:threads:blockRows:)``.
  public init(
    _ problem: ControlProblem<Element>, pool: ForkJoinPool, blockRows: Int? = nil,
    memory: MemoryBudget = .automatic
  ) {
    precondition(blockRows ?? 1 >= 1, "blocks of \(blockRows ?? 1) rows")
    if case .bytes(let bytes) = memory {
      let least = EnsembleObjective.leastBytes(
        problem, threads: pool.threads, blockRows: blockRows)
      precondition(bytes >= least, "a memory of \(bytes) bytes for what needs \(least)")
    }
    self.memory = memory
    self.problem = problem
    self.pool = pool
    self.blockRows = blockRows ?? EnsembleObjective.cacheRows(problem)
    blocks = BlockSum(
      blockRows: self.blockRows, parameterCount: problem.parameterCount, pool: pool)
  }

  /// The bytes that costs and gradients take, solvers and workspaces of all threads included.
  ///
  /// They are allocated when an ensemble first needs them, and kept. Adaptive steps take more: see
  /// ``/ODE/FlowSolver/bytes(_:rows:keepsTape:memory:)``.
  ///
  /// - Parameters:
  ///   - rows: the most rows of an ensemble whose gradient is taken.
  ///   - costRows: the most rows of one whose cost alone is.
  /// - Returns: the bytes.
  public func predictedBytes(rows: Int, costRows: Int = 0) -> Int {
    layout.bytes(memory, rows: rows, costRows: costRows)
  }

  /// The bytes that an objective's costs and gradients will take, before it is made.
  ///
  /// - Parameters: as of ``init(_:pool:blockRows:memory:)`` and ``predictedBytes(rows:costRows:)``.
  /// - Returns: the bytes.
  /// - Precondition: the memory is at least ``leastBytes(_:threads:blockRows:)``.
  public static func predictedBytes(
    _ problem: ControlProblem<Element>, threads: Int, rows: Int, costRows: Int = 0,
    blockRows: Int? = nil, memory: MemoryBudget = .automatic
  ) -> Int {
    EnsembleMemory(problem: problem, threads: threads, blockRows: blockRows ?? cacheRows(problem))
      .bytes(memory, rows: rows, costRows: costRows)
  }

  /// The bytes of the smallest memory with which an objective can be evaluated.
  ///
  /// - Parameters: as of ``init(_:pool:blockRows:memory:)``.
  /// - Returns: the bytes.
  public static func leastBytes(
    _ problem: ControlProblem<Element>, threads: Int, blockRows: Int? = nil
  ) -> Int {
    EnsembleMemory(problem: problem, threads: threads, blockRows: blockRows ?? cacheRows(problem))
      .leastBytes
  }

  private var layout: EnsembleMemory<Element> {
    EnsembleMemory(problem: problem, threads: pool.threads, blockRows: blockRows)
  }

  /// The cost J(θ).
  ///
  /// - Parameters:
  ///   - theta: the control vector; shape `[problem.parameterCount]`.
  ///   - ensemble: the rows.
  /// - Returns: the cost.
  public func value(_ theta: Tensor<Element>, over ensemble: Ensemble<Element>) -> Double {
    evaluate(theta, ensemble, gradient: nil)
  }

  /// The cost J(θ), and its gradient.
  ///
  /// - Parameters:
  ///   - theta: the control vector; shape `[problem.parameterCount]`.
  ///   - ensemble: the rows.
  ///   - gradient: receives the gradient; the same shape.
  /// - Returns: the cost.
  public func value(
    _ theta: Tensor<Element>, over ensemble: Ensemble<Element>, gradient: inout Tensor<Element>
  ) -> Double {
    precondition(
      gradient.count == problem.parameterCount,
      "room for a gradient of \(gradient.count) numbers, not \(problem.parameterCount)")
    return gradient.withUnsafeMutableElements { evaluate(theta, ensemble, gradient: $0) }
  }

  private func evaluate(
    _ theta: Tensor<Element>, _ ensemble: Ensemble<Element>,
    gradient: UnsafeMutableBufferPointer<Element>?
  ) -> Double {
    precondition(
      theta.count == problem.parameterCount,
      "\(theta.count) numbers given for \(problem.parameterCount) parameters")
    problem.check(ensemble)
    makeWorkers()
    let cost = theta.withUnsafeElements { theta in
      for worker in workers {
        worker.begin(
          theta: theta, ensemble: ensemble, blockRows: blocks.evenRows(ensemble.count),
          keepsTape: gradient != nil)
      }
      return blocks.sum(over: ensemble.count, by: workers, gradient: gradient)
    }
    for worker in workers { worker.end() }
    work = workers.reduce(FlowWork()) { $0 + $1.work }
    return cost
  }

  private func makeWorkers() {
    while workers.count < pool.threads {
      workers.append(
        EnsembleWorker(
          problem, rows: blockRows, memory: layout.flowBudget(memory)))
    }
  }

  /// The most rows of 64, 128 and 256 whose tape of at most twenty steps takes six megabytes, or 64: two
  /// vectors of single precision are the widest that products take, with fewer rows large weights cost more
  /// to read than to use, and usual batches are cut into equal blocks.
  ///
  /// The tape streams through the second-level cache, at the end as fast as it is computed; shorter
  /// blocks spend more of their time on calls: measured on a field with 64 hidden units in single
  /// precision, blocks of 256 rows are 5 % faster than of 128 and 10 % faster than of 64. Longer flows keep
  /// checkpoints rather than take fewer rows: on a field with 16 hidden units and a thousand steps,
  /// 256 rows with checkpoints take four fifths of the time of 64 rows with all tapes.
  private static func cacheRows(_ problem: ControlProblem<Element>) -> Int {
    let rows = (6 << 20) / max(problem.solver.tapeBytesPerRow(problem.dynamics, steps: 20), 1)
    return rows >= 256 ? 256 : rows >= 128 ? 128 : 64
  }
}

extension ControlProblem {
  /// Stops when an ensemble's rows are not what the problem's fields take.
  fileprivate func check(_ ensemble: Ensemble<Element>) {
    let rows = ensemble.count
    precondition(
      ensemble.states.shape[1] == dynamics.dimension
        && ensemble.targets.count == rows * terminal.targetDimension,
      "states \(ensemble.states.shape) and targets \(ensemble.targets.shape) given for dimensions "
        + "\(dynamics.dimension) and \(terminal.targetDimension)")
  }
}
