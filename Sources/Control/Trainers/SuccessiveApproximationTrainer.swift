import Calculus
import ODE
import Optimization
public import Tensors

/// Improves controls of one problem by the method of successive approximations.
///
/// Nodes are independent of one another once states and costates are there: they are maximised on all
/// threads of a pool, and no bit depends on their number. One object serves one caller at a time.
public final class SuccessiveApproximationTrainer<Element: Scalar>: ControlTrainer {
  public let problem: ControlProblem<Element>
  /// The method.
  public let method: SuccessiveApproximations
  /// The penalty of the next iteration under automatic augmentation; the fixed one of the states else.
  ///
  /// All that the trainer remembers: one that is given the penalty of another goes on as that one.
  public var rho: Double

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
  /// - Precondition: the flow takes equal steps of an explicit method, not coupled, and its control is
  ///   constant on pieces; with an augmentation, which divides by them, the method's weights are
  ///   positive.
  public init(
    _ problem: ControlProblem<Element>, method: SuccessiveApproximations = .init(),
    pool: ForkJoinPool
  ) {
    precondition(
      problem.admissible.isConvex,
      "successive approximations on the set \(problem.admissible): use discrete weights")
    guard case .fixed(let scheme) = problem.solver else {
      preconditionFailure("successive approximations need a flow of equal steps")
    }
    if case .piecewiseLinear = scheme.control {
      preconditionFailure("successive approximations need a control that is constant on pieces")
    }
    if method.augmentation != .none, let defect = scheme.augmentationDefect {
      preconditionFailure(defect)
    }
    self.problem = problem
    self.method = method
    self.pool = pool
    objective = EnsembleObjective(problem, pool: pool)
    sweep = EnsembleSweep(problem, scheme, pool: pool)
    maximizers = (0..<pool.threads).map { _ in NodeMaximizer(problem, method) }
    rho = method.augmentation.initialPenalty
  }

  public func improve(
    _ theta: inout Tensor<Element>, over ensemble: Ensemble<Element>
  ) -> ControlImprovement {
    let records = sweep.records(theta, over: ensemble)
    var improvement = ControlImprovement(cost: records.cost)
    improvement.work = sweep.work(rows: ensemble.count)
    improvement.penalty = rho
    guard records.cost.isFinite else { return improvement }
    if case .automatic = method.augmentation {
      search(records, &theta, ensemble, &improvement)
    } else {
      (theta, improvement.hamiltonianGain) = maximize(records, theta, ensemble, penalties)
    }
    return improvement
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
    _ records: StageRecords<Element>, _ theta: inout Tensor<Element>,
    _ ensemble: Ensemble<Element>, _ improvement: inout ControlImprovement
  ) {
    for attempt in 0..<SuccessiveApproximationTrainer.mostRaises {
      let (next, gain) = maximize(records, theta, ensemble, penalties)
      let cost = objective.value(next, over: ensemble)
      improvement.work = improvement.work + objective.work
      if cost <= records.cost - 0.1 * max(gain, 0) {
        theta = next
        improvement.penalty = rho
        improvement.hamiltonianGain = gain
        if attempt == 0 { rho /= 2 }
        return
      }
      rho *= 4
    }
    improvement.hamiltonianGain = 0
    improvement.hasConverged = true
  }

  /// As often may the penalty be raised in one iteration: by then it is 10^36 times as large, and the
  /// control that it allows is the old one to the last digit.
  private static var mostRaises: Int { 60 }

  /// Maximises the Hamiltonian of every node, and the read-out's.
  private func maximize(
    _ records: StageRecords<Element>, _ theta: Tensor<Element>, _ ensemble: Ensemble<Element>,
    _ penalties: (state: Double, costate: Double)
  ) -> (theta: Tensor<Element>, gain: Double) {
    let count = problem.dynamics.parameters.count
    let nodes = records.nodes.count
    let jobs = nodes + (problem.terminal.parameters.count > 0 ? 1 : 0)
    // Each worker has its own maximiser.
    let shared = Unchecked((maximizers: maximizers, records: records, ensemble: ensemble))
    let parts = pool.results(jobs) { job, worker in
      let (maximizers, records, ensemble) = shared.value
      return job < nodes
        ? maximizers[worker].maximize(
          records.nodes[job], from: theta.rows(job * count..<(job + 1) * count), penalties)
        : maximizers[worker].maximize(
          records, ensemble, from: theta.rows(nodes * count..<theta.count), penalties.costate)
    }
    return (
      Tensor(parts.flatMap { $0.theta.elements }), parts.reduce(0) { $0 + $1.gain }
    )
  }
}

extension FlowScheme {
  /// Why the augmented Hamiltonian cannot be had along the scheme, in one sentence; nil when it can.
  package var augmentationDefect: String? {
    guard case .explicit(let tableau) = method else { return nil }
    guard h > 0 else { return "an augmented Hamiltonian along a flow from \(start) back to \(end)" }
    let used = tableau.b.lastIndex { $0 != 0 } ?? 0
    guard let stage = tableau.b[...used].firstIndex(where: { $0 <= 0 }) else { return nil }
    return
      "stage \(stage) of \(tableau.name) has the weight \(tableau.b[stage]): the penalties of an "
      + "augmented Hamiltonian need positive ones, as of euler and rk4"
  }
}
