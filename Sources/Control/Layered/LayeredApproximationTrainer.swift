import Optimization
public import Tensors

/// Improves the parameters of a layered problem by successive approximations: states forwards, costates
/// back, and then every step's augmented Hamiltonian is maximised by itself.
///
///     θ_n ← argmax over θ of  Σ_i [ p_{n+1}·g_n(x_n, θ) - ρ/2 ‖x_{n+1} - g_n(x_n, θ)‖²
///                                 - ρ'/2 ‖p_n - ∇ₓ(p_{n+1}·g_n)(x_n, θ)‖² ] - λ/2 ‖θ‖².
///
/// With w_i the weight of a row, the penalty on its state is ρ w_i and that on its costate ρ' / w_i, as
/// of ``SuccessiveApproximationTrainer``. Rows are shared out to the threads of a pool, steps follow one
/// another; no bit depends on the number of threads.
///
/// > Source: Li, Chen, Tai & E, JMLR 18 (2018), algorithm 3.
public final class LayeredApproximationTrainer<Element: Scalar>: LayeredTrainer {
  public let problem: LayeredProblem<Element>
  /// The method.
  public let method: SuccessiveApproximations
  /// The penalty of the next iteration under automatic augmentation; the fixed one of the states else.
  public private(set) var rho: Double
  /// How often the Hamiltonian of a step was evaluated with its gradient for a batch, over all steps and
  /// batches: what maximising them costs.
  public private(set) var evaluations = 0

  private let sweep: LayeredSweep<Element>
  private let whole: RowObjective<Element>
  private let hamiltonians: [RowObjective<Element>]

  /// A trainer.
  ///
  /// - Parameters:
  ///   - problem: the problem.
  ///   - method: the method.
  ///   - pool: the threads to run on.
  public init(
    _ problem: LayeredProblem<Element>, method: SuccessiveApproximations, pool: ForkJoinPool
  ) {
    self.problem = problem
    self.method = method
    sweep = LayeredSweep(problem, pool: pool)
    whole = RowObjective(problem.loss, pool: pool, blockRows: 32)
    hamiltonians = problem.steps.map {
      RowObjective(
        $0.hamiltonian(isAugmented: method.augmentation != .none), pool: pool, blockRows: 32)
    }
    rho = method.augmentation.initialPenalty
  }

  public func improve(
    _ theta: inout Tensor<Element>, over batch: RowEnsemble<Element>
  ) -> Double {
    let records = sweep.records(theta, over: batch)
    let cost = records.cost + problem.decayCost(theta)
    guard cost.isFinite else { return .nan }
    switch method.augmentation {
    case .none: move(&theta, to: maximizers(records, theta, batch, 0, 0).theta)
    case .fixed(let state, let costate):
      move(&theta, to: maximizers(records, theta, batch, state, costate).theta)
    case .automatic: search(records, &theta, batch, cost)
    }
    return cost
  }

  private func move(_ theta: inout Tensor<Element>, to next: Tensor<Element>) {
    if next.norm.isFinite { theta = next }
  }

  /// Raises the penalty until the objective falls by a tenth of what the Hamiltonians promise.
  private func search(
    _ records: LayeredSweep<Element>.Records, _ theta: inout Tensor<Element>,
    _ batch: RowEnsemble<Element>, _ cost: Double
  ) {
    // The penalty grows to 10^12 times what it was; larger ones leave the parameters where they are.
    for attempt in 0..<20 {
      let (next, fall) = maximizers(records, theta, batch, rho, rho)
      let reached = whole.value(next, over: batch) + problem.decayCost(next)
      if reached <= cost - 0.1 * max(fall, 0) {
        theta = next
        if attempt == 0 { rho /= 2 }
        return
      }
      rho *= 4
    }
  }

  /// The maximisers of all steps, and by how much what they make small fell in all.
  private func maximizers(
    _ records: LayeredSweep<Element>.Records, _ theta: Tensor<Element>,
    _ batch: RowEnsemble<Element>, _ state: Double, _ costate: Double
  ) -> (theta: Tensor<Element>, fall: Double) {
    let weights = batch.weights.reshaped(to: [batch.count, 1])
    let sigma = Element(state / 2) * weights
    let tau = Tensor(
      weights.elements.map { $0 == 0 ? 0 : Element(costate / 2) / $0 }, shape: weights.shape)
    let ones = Tensor<Element>(repeating: 1, shape: [batch.count])
    var (elements, fall) = (theta.elements, 0.0)
    for (number, hamiltonian) in hamiltonians.enumerated() {
      let range = problem.ranges[number]
      guard !range.isEmpty else { continue }
      let all = [
        records.states[number], records.cotangents[number + 1], sigma, records.states[number + 1],
        tau, records.cotangents[number],
      ]
      let rows = RowEnsemble(
        Array(all.prefix(hamiltonian.program.inputs.count)), weights: ones)
      let (best, gain) = minimize(hamiltonian, rows, from: theta.rows(range))
      elements.replaceSubrange(range, with: best.elements)
      fall += gain
    }
    return (Tensor(elements), fall)
  }

  private func minimize(
    _ hamiltonian: RowObjective<Element>, _ rows: RowEnsemble<Element>,
    from theta: Tensor<Element>
  ) -> (theta: Tensor<Element>, fall: Double) {
    var first: Element?
    func evaluate(_ theta: Tensor<Element>) -> (value: Element, gradient: Tensor<Element>) {
      var gradient = theta
      evaluations += 1
      let cost = hamiltonian.value(theta, over: rows, gradient: &gradient)
      problem.addDecay(of: theta, to: &gradient)
      let value = Element(cost + problem.decayCost(theta))
      first = first ?? value
      return (value, gradient)
    }
    switch method.maximization {
    case .gradientAscent(let rate, let steps):
      var position = theta
      for _ in 0..<steps { position = position - Element(rate) * evaluate(position).gradient }
      return (position, 0)
    case .quasiNewton(let minimizer):
      let minimum = minimizer.minimum(from: theta, of: evaluate)
      guard minimum.value.isFinite else { return (theta, 0) }
      return (minimum.position, Double((first ?? minimum.value) - minimum.value))
    }
  }
}
