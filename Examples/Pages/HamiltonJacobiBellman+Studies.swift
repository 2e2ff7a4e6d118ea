import FlowLearn

extension HamiltonJacobiBellman {
  /// One number by five ways.
  struct QuadraticStudy: Sendable {
    let known: Double
    let costs: [(String, Double)]
    let values: ValueFunction

    init(_ settings: Settings) {
      let (x, steps) = (1.5, settings.size(400, full: 1000))
      known = x * x * Tensor<Double>([1]).tanh()[0]
      let cost = Effort(state: 1)
      let free = SquaredDistance(weight: 0)
      values = BellmanSolver(
        grid: StateGrid([.init(-3...3, count: 25)]), span: TimeSpan(to: 1), steps: steps,
        candidates: .init(-4...4, count: 9)
      ).valueFunction(
        of: BellmanProblem(field: Drift(), runningCost: cost, terminal: free, target: [0]),
        on: settings.pool)
      let one = Tensor<Double>.identity(1)
      let riccati = try? LinearQuadraticProblem(
        a: 0 * one, b: one, q: one, r: one, terminal: 0 * one
      ).solution(at: [0, 1])
      let problem = problem(
        Hamiltonian(field: Drift(), runningCost: cost), free, steps: steps)
      let row = Ensemble<Double>(
        states: Tensor([x], shape: [1, 1]), targets: Tensor([0], shape: [1, 1]))
      func approximations(
        _ augmentation: SuccessiveApproximations.Augmentation
      ) -> SuccessiveApproximationTrainer<Double> {
        SuccessiveApproximationTrainer(
          problem, method: SuccessiveApproximations(augmentation: augmentation),
          pool: settings.pool)
      }
      let start = Tensor<Double>.zeros([problem.parameterCount])
      costs = [
        ("dynamic programming", values.value(at: [x])),
        ("Riccati's equation", riccati?.value(at: Tensor([x])) ?? .nan),
        ("MSA", trained(approximations(.none), from: start, row, iterations: 30).cost),
        (
          "E-MSA",
          trained(approximations(.automatic(initial: 0.1)), from: start, row, iterations: 60).cost
        ),
        (
          "L-BFGS",
          trained(
            QuasiNewtonTrainer(problem, pool: settings.pool), from: start, row, iterations: 60
          ).cost
        ),
      ]
    }

    /// V at times, and the closed form at the first.
    var figure: Figure {
      let x = Tensor<Double>.linear(from: -3, through: 3, count: 61).elements
      var panel = Panel(title: "Linear-quadratic: V(t, x) = tanh(1 − t) x²").axes(
        x: Axis("x"), y: Axis("V"))
      for part in [0.0, 0.5, 0.8] {
        let step = Int(part * Double(values.solver.steps))
        panel = panel.line(
          x: x, y: x.map { values.value(at: [$0], step: step) }, label: "t = \(part.brief)")
      }
      let factor = Tensor<Double>([1]).tanh()[0]
      return Figure(panels: [
        panel.line(x: x, y: x.map { factor * $0 * $0 }, label: "closed form", style: .guide)
      ])
    }
  }

  /// Two particles under one control.
  struct ParticleStudy: Sendable {
    struct Layer: ControlledField {
      let dimension = 2
      let parameters = ParameterLayout(["w": []])

      func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
        (theta[0] * x).tanh()
      }
    }

    let values: ValueFunction
    let value: Double
    let cost: Double
    /// The greatest difference of a component of p from −∂V.
    let costateGap: Double
    private let start = [0.8, -0.5]

    init(_ settings: Settings) {
      let (steps, target) = (20, [0.4, -1.0])
      let effort = Effort(weight: 0.05)
      let distance = SquaredDistance(dimension: 2, weight: 0.5)
      let nodes = settings.size(91, full: 181)
      values = BellmanSolver(
        grid: StateGrid([.init(-2...2, count: nodes), .init(-2...2, count: nodes)]),
        span: TimeSpan(to: 1), steps: steps, candidates: .init(-4...4, count: 17)
      ).valueFunction(
        of: BellmanProblem(
          field: Layer(), runningCost: effort, terminal: distance, target: target),
        on: settings.pool)
      value = values.value(at: start)
      let problem = problem(
        Hamiltonian(field: Layer(), runningCost: effort), distance, steps: steps)
      func row(_ x: [Double]) -> Ensemble<Double> {
        Ensemble(states: Tensor(x, shape: [1, 2]), targets: Tensor(target, shape: [1, 2]))
      }
      let trainer = QuasiNewtonTrainer(problem, pool: settings.pool)
      let theta: Tensor<Double>
      (theta, cost) = trained(trainer, from: .zeros([steps]), row(start), iterations: 200)
      // With the control held, the derivative of the cost by the start is −p.
      let objective = EnsembleObjective(problem, pool: settings.pool)
      let slopes = (0..<2).map { axis in
        let costs = [1e-5, -1e-5].map { shift in
          var moved = [0.8, -0.5]
          moved[axis] += shift
          return objective.value(theta, over: row(moved))
        }
        return (costs[0] - costs[1]) / 2e-5
      }
      costateGap = zip(values.gradient(at: start), slopes).map { abs($0 - $1) }.max() ?? .nan
    }

    /// The value at the beginning as a map, with trajectories under the feedback.
    var figure: Figure {
      let axes = values.solver.grid.axes
      let (rows, columns) = (axes[0].count, axes[1].count)
      // The grid runs last component fastest; a picture first.
      let turned = values.values.row(0).reshaped(to: [rows, columns]).transposed().elements
      let map = ScalarGrid(
        values: turned, columns: rows, rows: columns, x: axes[0].range, y: axes[1].range)
      var panel = Panel(title: "Two particles: V(0, x), and flows of the best feedback")
        .axes(x: Axis("x₁"), y: Axis("x₂")).image(map).colorBar("V")
        .contour(map, style: LineStyle(color: .white, width: 0.8), labels: .hidden)
      let starts = Tensor(
        [0.8, -0.5, 1.5, 1.5, -1.5, -1.2, 1.2, -1.6, -1.4, 0.6, 0.2, 1.2], shape: [6, 2])
      let paths = values.closedLoop(from: starts).states
      for row in 0..<6 {
        func path(_ component: Int) -> [Double] {
          (0..<paths.shape[0]).map { paths[$0, row, component] }
        }
        panel = panel.line(
          x: path(0), y: path(1), style: LineStyle(color: Color(hex: 0xff7f50), width: 2))
      }
      return Figure(
        panelSize: Drawing.Size(width: 460, height: 400),
        panels: [
          panel.scatter(
            x: [0.4], y: [-1], label: "target", style: PointStyle(color: .white, size: 8)
          ).equalAspect()
        ])
    }
  }
}
