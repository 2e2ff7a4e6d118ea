import Calculus
import ODE
public import Tensors

/// The value function and its gradient at points of optimal trajectories.
///
/// Along a trajectory of least cost the value at a point is the cost that is left from there on, and its
/// gradient is the costate with its sign changed: ∇V(t, x(t)) = -p(t). One trajectory gives a point at
/// each of its nodes, in any number of dimensions, and no grid is needed.
///
/// > Source: Nakamura-Zimmerer, Gong & Kang, SIAM J. Sci. Comput. 43(2) (2021), section 3.
public struct ValueSamples: Sendable {
  /// The times; shape `[samples]`.
  public let times: Tensor<Double>
  /// The states; shape `[samples, dimension]`.
  public let states: Tensor<Double>
  /// V; shape `[samples]`.
  public let values: Tensor<Double>
  /// ∇V; shape `[samples, dimension]`.
  public let gradients: Tensor<Double>
  /// The starts from which no trajectory was found.
  public let failures: Int

  /// Samples that are known.
  ///
  /// - Precondition: there are as many of each.
  public init(
    times: Tensor<Double>, states: Tensor<Double>, values: Tensor<Double>,
    gradients: Tensor<Double>, failures: Int = 0
  ) {
    precondition(
      states.rank == 2 && states.shape == gradients.shape && times.shape == [states.shape[0]]
        && values.shape == times.shape,
      "times \(times.shape), states \(states.shape), values \(values.shape), gradients "
        + "\(gradients.shape)")
    self.times = times
    self.states = states
    self.values = values
    self.gradients = gradients
    self.failures = failures
  }

  /// Samples of trajectories that begin in given states, each solved by multiple shooting.
  ///
  /// - Parameters:
  ///   - problem: the problem; its control's pieces are those of the trajectories.
  ///   - starts: the first states; shape `[starts, dimension]`.
  ///   - target: the target of the terminal cost; shape `[targetDimension]`.
  ///   - iterations: the most steps from a start.
  ///   - pool: the threads to run on; no bit depends on their number.
  /// - Precondition: as of ``MultipleShootingTrainer/init(_:from:pool:)``.
  public init(
    solving problem: ControlProblem<Double>, from starts: Tensor<Double>,
    target: Tensor<Double>? = nil, iterations: Int = 50, pool: ForkJoinPool
  ) {
    let n = problem.dynamics.dimension
    precondition(starts.rank == 2 && starts.shape[1] == n, "starts of shape \(starts.shape)")
    let target = target ?? .zeros([problem.terminal.targetDimension])
    let first = MultipleShootingTrainer(problem, pool: ForkJoinPool(threads: 1))
    // What the trainers share is never changed.
    let shared = Unchecked(first)
    let parts = pool.results(starts.shape[0]) { index, _ -> ValueSamples? in
      let trainer = MultipleShootingTrainer(like: shared.value, pool: ForkJoinPool(threads: 1))
      let start = Ensemble(
        states: starts.rows(index..<index + 1), targets: target.reshaped(to: [1, target.count]))
      return ValueSamples(trainer, start, iterations)
    }
    let found = parts.compactMap { $0 }
    guard !found.isEmpty else {
      self.init(
        times: .zeros([0]), states: .zeros([0, n]), values: .zeros([0]), gradients: .zeros([0, n]),
        failures: parts.count)
      return
    }
    self.init(
      times: Tensor(concatenating: found.map(\.times)),
      states: Tensor(concatenating: found.map(\.states)),
      values: Tensor(concatenating: found.map(\.values)),
      gradients: Tensor(concatenating: found.map(\.gradients)),
      failures: parts.count - found.count)
  }

  /// The samples of one start; nil when no trajectory was found.
  private init?(
    _ trainer: MultipleShootingTrainer, _ start: Ensemble<Double>, _ iterations: Int
  ) {
    var theta = Tensor<Double>.zeros([trainer.problem.parameterCount])
    var hasConverged = false
    for _ in 0..<iterations where !hasConverged {
      let step = trainer.improve(&theta, over: start)
      guard step.cost.isFinite else { return nil }
      hasConverged = step.hasConverged
    }
    // A search may also end where no step leads on: then the pieces do not join.
    guard hasConverged, let path = trainer.path(theta, start),
      trainer.defect <= 1e-9 * max(path.states.absolute().maximum(), 1)
    else { return nil }
    self.init(
      times: path.times, states: path.states, values: path.costs, gradients: path.gradients)
  }
}
