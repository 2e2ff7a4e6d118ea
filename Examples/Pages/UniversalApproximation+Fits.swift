import FlowLearn

extension UniversalApproximation {
  /// A flow with weights in [−1, 1], trained to the winding of the disc.
  struct Fit: Sendable {
    let problem: ControlProblem<Double>
    let theta: Tensor<Double>
    let horizon: Double
    let pieces: Int
    /// The distance from the map in the mean square over points that were not trained on.
    let error: Double

    /// Trains from the flow of a fit with less, which this one can copy exactly, or else from chance.
    init(horizon: Double, pieces: Int, from smaller: Fit? = nil, _ settings: Settings) {
      self.horizon = horizon
      self.pieces = pieces
      problem = UniversalApproximation.problem(
        Layer(), TerminalProgram(Distance()), horizon: horizon, pieces: pieces)
      let known = disc(settings.size(300, full: 2000))
      let ensemble = Ensemble(states: known, targets: Target.winding(known))
      let count = settings.size(Int(500 * (1 + horizon / 2)), full: 5000)
      let rule = UpdateRule.adam(
        learningRate: .cosine(from: 0.03 / horizon.squareRoot(), over: count))
      let trainer = GradientTrainer(problem, rule: rule, pool: settings.pool)
      var theta =
        smaller?.copied(horizon: horizon, pieces: pieces)
        ?? Fit.start(horizon: horizon, pieces: pieces, seed: settings.seed)
      for _ in 0..<count { _ = trainer.improve(&theta, over: ensemble) }
      self.theta = theta
      let fresh = disc(3001)
      let ends = problem.finalStates(from: fresh, theta: theta, on: settings.pool).states
      error = (ends - Target.winding(fresh)).squared().sum(over: 1).mean().squareRoot()
    }

    /// Weights from chance, the outer ones smaller the longer the horizon.
    private static func start(horizon: Double, pieces: Int, seed: UInt64) -> Tensor<Double> {
      var stream = RandomStream(seed: seed)
      let nodes: Tensor<Double> = .uniform(
        shape: [pieces, Layer().parameters.count], in: -0.5..<0.5, using: &stream)
      return scaled(nodes, by: 1 / horizon)
    }

    /// The same flow map with more time, at a velocity that much smaller, and with more pieces.
    private func copied(horizon: Double, pieces: Int) -> Tensor<Double> {
      let nodes = theta.reshaped(to: [self.pieces, theta.count / self.pieces])
      let rows = (0..<pieces).map { $0 * self.pieces / pieces }
      return Fit.scaled(nodes.rows(at: rows), by: self.horizon / horizon)
    }

    /// Nodes whose outer weights V are multiplied by a number, as one vector.
    private static func scaled(_ nodes: Tensor<Double>, by factor: Double) -> Tensor<Double> {
      let hidden = Layer().hidden
      let inner = nodes.columns(0..<3 * hidden)
      let outer = factor * nodes.columns(3 * hidden..<5 * hidden)
      return Tensor(Tensor(concatenating: [inner, outer], along: 1).elements)
    }
  }

  /// Two steps of the classical method on each of sixteen parts of the horizon.
  static func problem(
    _ layer: Layer, _ terminal: TerminalProgram<Double>, horizon: Double, pieces: Int
  ) -> ControlProblem<Double> {
    ControlProblem(
      dynamics: HamiltonianProgram(Hamiltonian(field: layer)), terminal: terminal,
      solver: .fixed(
        FlowScheme(
          method: .rungeKutta4, steps: 32, to: horizon,
          control: .piecewiseConstant(pieces: pieces))),
      admissible: .box(-1...1))
  }

  /// How residual networks with the weights of a trained flow approach it.
  struct LayerStudy: Sendable {
    let layers = [64, 128, 256, 512, 1024]
    let errors: [Double]

    init(_ fit: Fit, _ pool: ForkJoinPool) {
      let x = disc(500)
      guard case .fixed(let scheme) = fit.problem.solver else {
        errors = []
        return
      }
      func ends(_ method: SteppingMethod, _ steps: Int) -> Tensor<Double> {
        let problem = ControlProblem(
          dynamics: fit.problem.dynamics, terminal: fit.problem.terminal,
          solver: .fixed(
            FlowScheme(
              method: method, steps: steps, to: fit.horizon, control: scheme.control)))
        return problem.finalStates(from: x, theta: fit.theta, on: pool).states
      }
      let flow = ends(.rungeKutta4, 1024)
      errors = layers.map { count in
        (ends(.euler, count) - flow).squared().sum(over: 1).mean().squareRoot()
      }
    }

    /// The order by least squares.
    var order: Double { -logarithmicSlope(layers.suffix(3).map(Double.init), errors.suffix(3)) }

    /// The order between neighbours.
    var orders: [Double] {
      zip(errors, errors.dropFirst()).map { logarithmicSlope([2, 1], [$0, $1]) }
    }
  }

  /// A flow whose first component tells two rings apart.
  struct RingsFit: Sendable {
    let problem: ControlProblem<Double>
    let theta: Tensor<Double>
    let rings: Rings
    /// The part of the points on the right side of x₁ = 0 after the flow.
    let accuracy: Double
    /// The part on the right side of the best line before it.
    let lineAccuracy: Double

    init(_ kind: Layer.Kind, _ settings: Settings) {
      problem = UniversalApproximation.problem(
        Layer(kind: kind), TerminalProgram(FirstComponent()), horizon: 6, pieces: 16)
      var stream = RandomStream(seed: settings.seed)
      rings = Rings(settings.size(400, full: 4000), using: &stream)
      var theta: Tensor<Double> = .uniform(
        shape: [problem.parameterCount], in: -0.5..<0.5, using: &stream)
      let trainer = GradientTrainer(
        problem, rule: .adam(learningRate: 0.02), pool: settings.pool)
      let signs = Tensor(rings.classes.map { Double(2 * $0 - 1) }, shape: [rings.classes.count, 1])
      let ensemble = Ensemble(states: rings.points, targets: signs)
      for _ in 0..<settings.size(500, full: 3000) {
        _ = trainer.improve(&theta, over: ensemble)
      }
      self.theta = theta
      let ends = problem.finalStates(from: rings.points, theta: theta, on: settings.pool).states
      let hits = zip(ends.column(0).elements, rings.classes).count { ($0 > 0) == ($1 == 1) }
      accuracy = Double(hits) / Double(rings.classes.count)
      lineAccuracy = LogisticRegression(rings.points, classes: rings.classes)
        .accuracy(rings.points, classes: rings.classes)
    }
  }
}
