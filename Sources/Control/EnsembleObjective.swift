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

  private let pool: ForkJoinPool
  private var workers: [EnsembleWorker<Element>] = []
  /// One gradient for each lane; shape `[lanes, parameters]`.
  private var lanes: Tensor<Element>

  /// The number of partial sums of the gradient.
  static var laneCount: Int { 8 }

  /// An objective.
  ///
  /// - Parameters:
  ///   - problem: the problem.
  ///   - pool: the threads to run on.
  ///   - blockRows: the most rows of a block; chosen to fit the cache when nil.
  public init(_ problem: ControlProblem<Element>, pool: ForkJoinPool, blockRows: Int? = nil) {
    precondition(blockRows ?? 1 >= 1, "blocks of \(blockRows ?? 1) rows")
    self.problem = problem
    self.pool = pool
    self.blockRows = blockRows ?? EnsembleObjective.cacheRows(problem)
    lanes = Tensor(repeating: 0, shape: [EnsembleObjective.laneCount, problem.parameterCount])
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
    let rows = evenRows(ensemble.count)
    let blocks = (ensemble.count + rows - 1) / rows
    let laneCount = min(EnsembleObjective.laneCount, blocks)
    var costs = [Double](repeating: 0, count: blocks)
    theta.withUnsafeElements { theta in
      for worker in workers { worker.begin(theta: theta) }
      lanes.withUnsafeMutableElements { lanes in
        costs.withUnsafeMutableBufferPointer { costs in
          let job = EnsembleJob(
            ensemble: ensemble, blockRows: rows, laneCount: laneCount, blocks: blocks,
            lanes: gradient == nil ? nil : lanes.baseAddress, costs: costs,
            parameterCount: problem.parameterCount)
          let workers = Unchecked(workers)
          pool.run(laneCount) { lane, worker in workers.value[worker].run(job, lane: lane) }
        }
        if let gradient { sum(lanes, laneCount, into: gradient) }
      }
    }
    work = workers.reduce(FlowWork()) { $0 + $1.work }
    return costs.reduce(0, +)
  }

  /// The rows of a block when `count` rows are shared out evenly: a multiple of 16 if that fits.
  private func evenRows(_ count: Int) -> Int {
    let blocks = max((count + blockRows - 1) / blockRows, 1)
    let even = (count + blocks - 1) / blocks
    return max(min((even + 15) / 16 * 16, blockRows), 1)
  }

  private func makeWorkers() {
    while workers.count < pool.threads {
      workers.append(EnsembleWorker(problem, rows: blockRows))
    }
  }

  /// Adds the lanes up in order.
  private func sum(
    _ lanes: UnsafeMutableBufferPointer<Element>, _ laneCount: Int,
    into gradient: UnsafeMutableBufferPointer<Element>
  ) {
    guard let base = lanes.baseAddress, let result = gradient.baseAddress else { return }
    let count = problem.parameterCount
    Element.fill(result, with: 0, count: count)
    for lane in 0..<laneCount {
      Element.scaleAdd(1, base + lane * count, 1, to: result, count: count)
    }
  }

  /// The rows whose tape takes about three megabytes, a multiple of 16 between 32 and 256.
  ///
  /// The tape streams through the second-level cache, at the end as fast as it is computed; shorter
  /// blocks spend more of their time on calls: measured on a field with 64 hidden units, blocks of
  /// 128 rows are a tenth faster than of 64 and hardly slower than of 256.
  private static func cacheRows(_ problem: ControlProblem<Element>) -> Int {
    let bytes = max(problem.solver.bytesPerRow(problem.dynamics), 1)
    let rows = (3 << 20) / bytes
    return min(max(rows / 16 * 16, 32), 256)
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

/// A value that is handed to other threads although its type does not promise that it may be.
struct Unchecked<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
