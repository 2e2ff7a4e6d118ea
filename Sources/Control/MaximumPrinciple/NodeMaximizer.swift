import Calculus
import Optimization
import Tensors

/// Maximises augmented Hamiltonians on one thread.
final class NodeMaximizer<Element: Scalar> {
  private let maximization: SuccessiveApproximations.Maximization
  private let admissible: AdmissibleSet
  private let plain: RowObjective<Element>
  private let augmented: RowObjective<Element>?
  private let terminal: RowObjective<Element>?

  init(_ problem: ControlProblem<Element>, _ method: SuccessiveApproximations) {
    maximization = method.maximization
    admissible = problem.admissible
    let hamiltonian = problem.dynamics.hamiltonian
    let pool = ForkJoinPool(threads: 1)
    func objective(_ loss: some RowLoss) -> RowObjective<Element> {
      RowObjective(RowLossProgram(loss), pool: pool)
    }
    plain = objective(AugmentedHamiltonian(hamiltonian: hamiltonian, isAugmented: false))
    augmented =
      method.augmentation == .none
      ? nil : objective(AugmentedHamiltonian(hamiltonian: hamiltonian, isAugmented: true))
    terminal =
      problem.terminal.parameters.count == 0
      ? nil : objective(AugmentedTerminalCost(problem.terminal))
  }

  /// -Σ ω H of a node, and the length of its derivative.
  func energy(
    _ node: StageRecords<Element>.Node, at theta: Tensor<Element>
  ) -> (value: Double, slope: Double) {
    let ones = Tensor<Element>(repeating: 1, shape: [node.t.count])
    var gradient = theta
    let value = plain.value(
      theta, over: RowEnsemble([node.t, node.omega, node.x, node.costate], weights: ones),
      gradient: &gradient)
    return (value, Double(gradient.norm))
  }

  /// The control that maximises a node's augmented Hamiltonian, and by how much the Hamiltonian grew.
  func maximize(
    _ node: StageRecords<Element>.Node, from theta: Tensor<Element>,
    _ penalties: (state: Double, costate: Double)
  ) -> (theta: Tensor<Element>, gain: Double) {
    let rows = [node.t, node.omega, node.x, node.costate]
    let ones = Tensor<Element>(repeating: 1, shape: [node.t.count])
    let energy = RowEnsemble(rows, weights: ones)
    guard let augmented else { return improve(plain, energy, from: theta, energy) }
    let state = Element(penalties.state / 2) * node.omega
    let costate = inverse(node.omega, times: penalties.costate / 2)
    let all = RowEnsemble(
      rows + [state, costate, node.velocity, node.transport], weights: ones)
    return improve(augmented, all, from: theta, energy)
  }

  /// The read-out's parameters under which the terminal cost with its penalty is least, and by how
  /// much the terminal cost fell.
  func maximize(
    _ records: StageRecords<Element>, _ ensemble: Ensemble<Element>, from theta: Tensor<Element>,
    _ penalty: Double
  ) -> (theta: Tensor<Element>, gain: Double) {
    guard let terminal else { return (theta, 0) }
    let count = ensemble.count
    let weights = ensemble.weights.reshaped(to: [count, 1])
    func rows(_ penalty: Double) -> RowEnsemble<Element> {
      RowEnsemble(
        [
          records.end, ensemble.targets.reshaped(to: [count, ensemble.targets.count / count]),
          weights, inverse(weights, times: penalty / 2), records.endCotangent,
        ], weights: Tensor(repeating: 1, shape: [count]))
    }
    let all = rows(penalty)
    let best = minimize(terminal, all, from: theta, within: .free)
    guard penalty != 0 else { return (best.position, best.fall) }
    let plain = rows(0)
    return (
      best.position,
      terminal.value(theta, over: plain) - terminal.value(best.position, over: plain)
    )
  }

  private func improve(
    _ objective: RowObjective<Element>, _ rows: RowEnsemble<Element>, from theta: Tensor<Element>,
    _ energy: RowEnsemble<Element>
  ) -> (theta: Tensor<Element>, gain: Double) {
    let best = minimize(objective, rows, from: theta, within: admissible)
    let gain = plain.value(theta, over: energy) - plain.value(best.position, over: energy)
    return (best.position, gain)
  }

  /// A number divided by each weight; 0 where the weight is: such a row has no part in the objective,
  /// and its costate is 0.
  private func inverse(_ weights: Tensor<Element>, times number: Double) -> Tensor<Element> {
    Tensor(
      weights.elements.map { $0 == 0 ? 0 : Element(number) / $0 }, shape: weights.shape)
  }

  private func minimize(
    _ objective: RowObjective<Element>, _ rows: RowEnsemble<Element>, from theta: Tensor<Element>,
    within set: AdmissibleSet
  ) -> (position: Tensor<Element>, fall: Double) {
    var first: Element?
    func evaluate(_ theta: Tensor<Element>) -> (value: Element, gradient: Tensor<Element>) {
      var gradient = theta
      let value = Element(objective.value(theta, over: rows, gradient: &gradient))
      first = first ?? value
      return (value: value, gradient: gradient)
    }
    let minimizer: Minimizer
    switch maximization {
    case .gradientAscent(let rate, let steps):
      let (position, value) = ascend(from: theta, rate, steps, within: set, evaluate)
      return (position, Double((first ?? value) - value))
    case .quasiNewton(let chosen): minimizer = chosen
    }
    guard set == .free else {
      var descent = ProjectedDescent(from: theta, onto: set.projection(of:), of: evaluate)
      while descent.iterations < minimizer.iterationLimit, !descent.isStuck,
        Double(descent.projectedGradientNorm) > minimizer.gradientTolerance
      {
        descent.advance(onto: set.projection(of:), evaluate)
      }
      return (descent.position, Double((first ?? descent.value) - descent.value))
    }
    let minimum = minimizer.minimum(from: theta, of: evaluate)
    return (minimum.position, Double((first ?? minimum.value) - minimum.value))
  }

  /// So many steps along the gradient, each followed by the nearest member of the set.
  private func ascend(
    from theta: Tensor<Element>, _ rate: Double, _ steps: Int, within set: AdmissibleSet,
    _ evaluate: Objective<Element, Never>
  ) -> (position: Tensor<Element>, value: Element) {
    var (position, last) = (theta, evaluate(theta))
    for _ in 0..<steps where last.gradient.norm.isFinite {
      position = set.projection(of: position - Element(rate) * last.gradient)
      last = evaluate(position)
    }
    return (position, last.value)
  }
}
