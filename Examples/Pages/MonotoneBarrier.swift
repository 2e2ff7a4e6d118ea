import FlowLearn

/// What flows on the line cannot do, and how one more dimension helps.
///
/// Trajectories on a line do not pass one another, so that every flow map of one dimension is
/// increasing. The target is x² on [−1, 1], which falls before it rises: the nearest increasing function
/// is 1/4 up to x = 1/2 and x² from there on, and no flow on the line can come nearer to x² than that
/// one, whose distance in L² is √0.1125. A trained flow comes near to the barrier and stays behind it.
/// From (x, 0) in the plane, with a linear read-out, the same training passes it by far.
///
/// > Source: Q. Li, T. Lin, Z. Shen, arXiv:1912.10382, the one-dimensional case; the projection on
/// > increasing functions by pooling, Ayer et al., Annals of Mathematical Statistics 26 (1955).
enum MonotoneBarrier: Example {
  static let name = "monotone-barrier"
  static let summary = "flows on the line only increase: a barrier that one more dimension removes"

  static func run(_ settings: Settings) -> Findings {
    let count = settings.size(200, full: 1000)
    let edges = Tensor<Double>.linear(from: -1, through: 1, count: count + 1)
    let x = (edges.rows(0..<count) + edges.rows(1..<count + 1)) / 2
    let barrier = IsotonicRegression(
      x.squared().elements, weights: Array(repeating: 2 / Double(count), count: count))

    let line = Fit(x, dimension: 1, settings)
    let plane = Fit(x, dimension: 2, settings)
    return Findings(
      claims: [
        Claim(
          "distance of x² from increasing functions", source: "√0.1125", claimed: 0.33541,
          measured: barrier.distance, within: 1e-4),
        Claim(
          "distance reached by a flow on the line", source: "the barrier is approached",
          claimed: 0.33541, measured: line.distance, within: 0.005),
        Claim(
          "how far that flow passed the barrier of its points", source: "flows increase",
          claimed: 0, measured: max(barrier.distance - line.distance, 0), within: 1e-9),
        Claim(
          "distance reached by a flow of the plane", source: "universal approximation",
          claimed: 0, measured: plane.distance, within: 1e-2),
        Claim(
          "deepest step down of the line's flow map", source: "flows increase", claimed: 0,
          measured: zip(line.values, line.values.dropFirst())
            .reduce(0) { max($0, $1.0 - $1.1) },
          within: 1e-6),
      ],
      remarks: [
        "the flow on the line stays \((line.distance / barrier.distance - 1).brief) behind the "
          + "barrier, relative to it; the flow of the plane reaches \(plane.distance.brief)"
      ],
      figures: [
        ("monotone-barrier-maps", mapsFigure(x, barrier, line, plane)),
        ("monotone-barrier-line", line.pathsFigure(settings.pool)),
        ("monotone-barrier-plane", plane.pathsFigure(settings.pool)),
      ])
  }
}

extension MonotoneBarrier {
  /// The network's velocity, V tanh(W x + b).
  struct Layer: ControlledField {
    let dimension: Int
    let hidden = 8
    var parameters: ParameterLayout {
      ParameterLayout(["w": [dimension, hidden], "b": [hidden], "v": [hidden, dimension]])
    }

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      (x • theta[0] + theta[1]).tanh() • theta[2]
    }
  }

  /// The state itself is the answer.
  struct State: TerminalCost {
    let dimension = 1
    let targetDimension = 1
    let parameters = ParameterLayout()

    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      (x - y).squared().sum(over: -1)
    }
  }

  /// The answer is c · x + d.
  struct ReadOut: TerminalCost {
    let dimension = 2
    let targetDimension = 1
    let parameters = ParameterLayout(["c": [2, 1], "d": [1]])

    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      (x • theta[0] + theta[1] - y).squared().sum(over: -1)
    }
  }

  /// A multiple of the squares of the weights, so that the steps taken in training resolve the flow.
  struct Decay: RunningCost {
    func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      1e-6 * (theta[0].squared().sum() + theta[1].squared().sum() + theta[2].squared().sum())
    }
  }

  /// A flow trained to x² by L-BFGS.
  struct Fit: Sendable {
    let problem: ControlProblem<Double>
    let theta: Tensor<Double>
    let x: Tensor<Double>
    /// What the flow makes of each x.
    let values: [Double]
    /// The distance from x² in L²([−1, 1]).
    let distance: Double

    init(_ x: Tensor<Double>, dimension: Int, _ settings: Settings) {
      self.x = x
      let terminal =
        dimension == 1 ? TerminalProgram<Double>(State()) : TerminalProgram<Double>(ReadOut())
      let problem = ControlProblem(
        dynamics: HamiltonianProgram<Double>(
          Hamiltonian(field: Layer(dimension: dimension), runningCost: Decay())),
        terminal: terminal,
        solver: .fixed(
          FlowScheme(
            method: .rungeKutta4, steps: 60, control: .piecewiseConstant(pieces: 10))))
      var stream = RandomStream(seed: settings.seed)
      var theta: Tensor<Double> = .uniform(
        shape: [problem.parameterCount], in: -0.5..<0.5, using: &stream)
      let states = Fit.lifted(x, dimension)
      let ensemble = Ensemble(states: states, targets: x.squared().reshaped(to: [x.count, 1]))
      let trainer = QuasiNewtonTrainer(problem, pool: settings.pool)
      for _ in 0..<settings.size(1000, full: 5000) {
        if trainer.improve(&theta, over: ensemble).hasConverged { break }
      }
      self.problem = problem
      self.theta = theta
      // The flow itself, not the steps of the training.
      let ends = Fit.carried(problem, theta, states, times: 1, settings.pool)
      values = Fit.answers(ends.states(at: 0), theta)
      let gaps = Tensor(values) - x.squared()
      distance = (2 * gaps.squared().mean()).squareRoot()
    }

    /// The flow's states, piece by piece to 1e-10, at so many times or at the end.
    static func carried(
      _ problem: ControlProblem<Double>, _ theta: Tensor<Double>, _ states: Tensor<Double>,
      times: Int, _ pool: ForkJoinPool
    ) -> Trajectory<Double> {
      let nodes = theta.rows(0..<problem.flowParameterCount)
        .reshaped(to: [10, problem.dynamics.parameters.count])
      let control = ControlPath(
        nodes: nodes, shape: .piecewiseConstant(pieces: 10), from: 0, to: 1)
      let span = TimeSpan(to: 1)
      return Integrator(control: .adaptive(relative: 1e-10, absolute: 1e-11)).trajectory(
        of: FlowField(problem.dynamics, along: control), from: states, over: span,
        at: times == 1 ? [1] : span.times(times), on: pool)
    }

    /// (x) or (x, 0).
    static func lifted(_ x: Tensor<Double>, _ dimension: Int) -> Tensor<Double> {
      Tensor(stacking: [x] + (1..<dimension).map { _ in 0 * x }, along: 1)
    }

    /// The state on the line; in the plane what the last three parameters read out of it.
    static func answers(_ ends: Tensor<Double>, _ theta: Tensor<Double>) -> [Double] {
      guard ends.shape[1] == 2 else { return ends.column(0).elements }
      let read = theta.rows(theta.count - 3..<theta.count)
      return (ends.column(0) * read[0] + ends.column(1) * read[1] + read[2]).elements
    }
  }
}
