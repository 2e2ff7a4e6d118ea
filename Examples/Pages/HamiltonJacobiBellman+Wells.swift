import FlowLearn

extension HamiltonJacobiBellman {
  /// (x² − 1)² − 0.3 x.
  struct DoubleWell: TerminalCost {
    let dimension = 1
    let targetDimension = 0
    let parameters = ParameterLayout()

    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      ((x.squared() - 1).squared() - 0.3 * x).sum(over: -1)
    }
  }

  /// A start nearer to the worse of two wells.
  struct WellStudy: Sendable {
    let value: Double
    /// min over y of λ (y − x)² + Φ(y): straight lines are best when L depends on θ alone.
    let known: Double
    /// The same over y < 0.
    let localCost: Double
    let trained: Double
    private let values: ValueFunction
    private let wrongPath: [Double]
    private static let weight = 0.1
    private static let start = -0.4

    init(_ settings: Settings) {
      let steps = 10
      let effort = Effort(weight: WellStudy.weight)
      values = BellmanSolver(
        grid: StateGrid([.init(-2...2, count: settings.size(401, full: 1601))]),
        span: TimeSpan(to: 1), steps: steps, candidates: .init(-3...3, count: 61)
      ).valueFunction(
        of: BellmanProblem(field: Drift(), runningCost: effort, terminal: DoubleWell()),
        on: settings.pool)
      value = values.value(at: [WellStudy.start])
      known = WellStudy.least(over: -2...2)
      localCost = WellStudy.least(over: -2 ... -0.05)
      let problem = problem(
        Hamiltonian(field: Drift(), runningCost: effort), DoubleWell(), steps: steps)
      let row = Ensemble<Double>(
        states: Tensor([WellStudy.start], shape: [1, 1]), targets: .zeros([1, 0]))
      let trainer = SuccessiveApproximationTrainer(problem, pool: settings.pool)
      let theta: Tensor<Double>
      (theta, trained) = HamiltonJacobiBellman.trained(
        trainer, from: Tensor(repeating: -0.6, shape: [steps]), row, iterations: 200)
      var x = WellStudy.start
      wrongPath =
        [x]
        + theta.elements.map { speed in
          x += speed / Double(steps)
          return x
        }
    }

    private static func least(over range: ClosedRange<Double>) -> Double {
      let y = Tensor<Double>.linear(
        from: range.lowerBound, through: range.upperBound, count: 400_001)
      return (weight * (y - start).squared() + (y.squared() - 1).squared() - 0.3 * y).minimum()
    }

    /// The value against its time, and the trajectories of both.
    var figure: Figure {
      let x = Tensor<Double>.linear(from: -1.6, through: 1.6, count: 321).elements
      let best = values.closedLoop(from: Tensor([WellStudy.start], shape: [1, 1])).states.elements
      let times = values.times
      return Figure(
        columns: 2,
        panels: [
          Panel(title: "The value at the beginning and at the end")
            .axes(x: Axis("x"), y: Axis("V"))
            .line(x: x, y: x.map { values.value(at: [$0]) }, label: "V(0, x)")
            .line(
              x: x, y: x.map { values.value(at: [$0], step: times.count - 1) },
              label: "V(T, x) = Φ(x)", style: .dashed
            )
            .verticalLine(at: WellStudy.start, label: "start", style: .guide),
          Panel(title: "From x = −0.4").axes(x: Axis("t"), y: Axis("x(t)"))
            .line(x: times, y: best, label: "dynamic programming: \(value.brief)")
            .line(x: times, y: wrongPath, label: "E-MSA from the left: \(trained.brief)"),
        ])
    }
  }

  /// All rows moved by one control.
  struct MeanStudy: Sendable {
    let known: Double
    let value: Double
    let trained: Double

    init(_ settings: Settings) {
      let (weight, steps, rows) = (0.5, 20, 200)
      var stream = RandomStream(seed: settings.seed)
      let x: Tensor<Double> = .normal(shape: [rows, 1], using: &stream)
      let y = 1.5 + 0.5 * Tensor<Double>.normal(shape: [rows, 1], using: &stream)
      let mean = (y - x).mean()
      let variance = (y - x).squared().mean() - mean * mean
      known = variance + weight / (weight + 1) * mean * mean
      let values = BellmanSolver(
        grid: StateGrid([.init(-4...4, count: 33)]), span: TimeSpan(to: 1), steps: steps,
        candidates: .init(-5...5, count: 21)
      ).valueFunction(
        of: BellmanProblem(
          field: Drift(), runningCost: Effort(weight: weight), terminal: SquaredDistance(),
          target: [y.mean()]), on: settings.pool)
      value = variance + values.value(at: [x.mean()])
      let problem = problem(
        Hamiltonian(field: Drift(), runningCost: Effort(weight: weight)), SquaredDistance(),
        steps: steps)
      trained =
        HamiltonJacobiBellman.trained(
          SuccessiveApproximationTrainer(problem, pool: settings.pool), from: .zeros([steps]),
          Ensemble(states: x, targets: y), iterations: 150
        ).cost
    }
  }
}
