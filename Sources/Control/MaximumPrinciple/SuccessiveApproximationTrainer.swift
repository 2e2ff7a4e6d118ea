import Calculus
public import ODE
import Optimization
public import Tensors

/// Improves controls of one problem by the method of successive approximations.
///
/// Nodes are independent of one another once states and costates are there: they are maximised on all
/// threads of a pool, and no bit depends on their number. One object serves one caller at a time.
public final class SuccessiveApproximationTrainer<Element: Scalar> {
  /// The problem.
  public let problem: ControlProblem<Element>
  /// The method.
  public let method: SuccessiveApproximations
  /// The penalty of the next iteration under automatic augmentation; the fixed one of the states else.
  public private(set) var rho: Double

  private let sweep: EnsembleSweep<Element>
  private let objective: EnsembleObjective<Element>
  private let pool: ForkJoinPool
  private let maximizers: [NodeMaximizer<Element>]

  /// A trainer.
  ///
  /// - Parameters:
  ///   - problem: the problem, its flow of equal steps and its control constant on pieces.
  ///   - method: the method.
  ///   - pool: the threads to run on.
  /// - Precondition: the control is constant on pieces; the weights of the flow's method are positive.
  public init(
    _ problem: ControlProblem<Element>, method: SuccessiveApproximations = .init(),
    pool: ForkJoinPool
  ) {
    guard case .fixed(let scheme) = problem.solver else {
      preconditionFailure("successive approximations need a flow of equal steps")
    }
    if case .piecewiseLinear = scheme.control {
      preconditionFailure("successive approximations need a control that is constant on pieces")
    }
    self.problem = problem
    self.method = method
    self.pool = pool
    objective = EnsembleObjective(problem, pool: pool)
    sweep = EnsembleSweep(problem, scheme, pool: pool)
    maximizers = (0..<pool.threads).map { _ in NodeMaximizer(problem, method) }
    switch method.augmentation {
    case .none: rho = 0
    case .fixed(let state, _): rho = state
    case .automatic(let initial): rho = initial
    }
  }

  /// What an iteration came to.
  public struct Iteration: Sendable {
    /// The objective before the iteration.
    public let cost: Double
    /// The objective after it; nil when the method does not need it.
    public let nextCost: Double?
    /// By how much the Hamiltonians grew, summed over the horizon: Σ_k ΔH_k, the distance from the
    /// maximum principle.
    public let gain: Double
    /// The penalty on the states.
    public let rho: Double
  }

  /// Makes one iteration.
  ///
  /// - Parameters:
  ///   - theta: the control vector; shape `[problem.parameterCount]`.
  ///   - ensemble: the rows, or a batch of them.
  /// - Returns: what it came to; the cost is not finite, and the control as it was, when a row's cost
  ///   is not.
  public func improve(
    _ theta: inout Tensor<Element>, over ensemble: Ensemble<Element>
  ) -> Iteration {
    let records = sweep.records(theta, over: ensemble)
    guard records.cost.isFinite else {
      return Iteration(cost: records.cost, nextCost: nil, gain: 0, rho: rho)
    }
    switch method.augmentation {
    case .none, .fixed:
      let (next, gain) = maximize(records, theta, ensemble, penalties)
      theta = next
      return Iteration(cost: records.cost, nextCost: nil, gain: gain, rho: rho)
    case .automatic:
      return search(records, &theta, ensemble)
    }
  }

  private var penalties: (state: Double, costate: Double) {
    switch method.augmentation {
    case .none: (0, 0)
    case .fixed(let state, let costate): (state, costate)
    case .automatic: (rho, rho)
    }
  }

  /// Raises the penalty until the objective falls by a part of what the Hamiltonian promises.
  private func search(
    _ records: StageRecords<Element>, _ theta: inout Tensor<Element>, _ ensemble: Ensemble<Element>
  ) -> Iteration {
    for attempt in 0..<60 {
      let used = rho
      let (next, gain) = maximize(records, theta, ensemble, penalties)
      let cost = objective.value(next, over: ensemble)
      if cost <= records.cost - 0.1 * gain, cost.isFinite {
        theta = next
        if attempt == 0 { rho /= 2 }
        return Iteration(cost: records.cost, nextCost: cost, gain: gain, rho: used)
      }
      rho *= 4
    }
    return Iteration(cost: records.cost, nextCost: records.cost, gain: 0, rho: rho)
  }

  /// Maximises the Hamiltonian of every node, and the read-out's.
  private func maximize(
    _ records: StageRecords<Element>, _ theta: Tensor<Element>, _ ensemble: Ensemble<Element>,
    _ penalties: (state: Double, costate: Double)
  ) -> (theta: Tensor<Element>, gain: Double) {
    let count = problem.dynamics.parameters.count
    let nodes = records.nodes.count
    let jobs = nodes + (problem.terminal.parameters.count > 0 ? 1 : 0)
    var results = [(theta: Tensor<Element>, gain: Double)?](repeating: nil, count: jobs)
    results.withUnsafeMutableBufferPointer { results in
      // Each job writes its own result, each worker has its own maximiser.
      let shared = Unchecked((results: results, trainer: self))
      pool.run(jobs) { job, worker in
        let (results, trainer) = shared.value
        let maximizer = trainer.maximizers[worker]
        results[job] =
          job < nodes
          ? maximizer.maximize(
            records.nodes[job], from: theta.rows(job * count..<(job + 1) * count), penalties)
          : maximizer.maximize(
            records, ensemble, from: theta.rows(nodes * count..<theta.count), penalties.costate)
      }
    }
    let parts = results.compactMap { $0 }
    return (
      Tensor(parts.flatMap { $0.theta.elements }), parts.reduce(0) { $0 + $1.gain }
    )
  }
}
