import Calculus
import Control
import ODE
import Optimization
import Tensors
import Testing

/// Direct multiple shooting on problems with known solutions.
@Suite struct MultipleShootingTests {
  private let pool = ForkJoinPool(threads: 1)

  private struct Plane: ControlledField {
    let dimension = 2
    let parameters = ParameterLayout(["u": [1]])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      let (a, b) = (x.component(0), x.component(1))
      return .concatenate([0.3 * a + b, -0.5 * a + 0.2 * b + theta[0]], along: -1)
    }
  }

  private struct Quadratic: RunningCost {
    func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      let u = theta[0].broadcast(like: x.component(0))
      return x.squared().sum(over: -1).reshaped(to: [Extents.rows, 1]) + 0.5 * u.squared()
    }
  }

  private struct SquaredEnd: TerminalCost {
    let dimension = 2
    let targetDimension = 1
    let parameters = ParameterLayout()

    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      2 * x.squared().sum(over: -1)
    }
  }

  private func linear(pieces: Int) -> ControlProblem<Double> {
    ControlProblem(
      dynamics: HamiltonianProgram(Hamiltonian(field: Plane(), runningCost: Quadratic())),
      terminal: TerminalProgram(SquaredEnd()),
      solver: .fixed(
        FlowScheme(
          method: .rungeKutta4, steps: pieces, to: 2, control: .piecewiseConstant(pieces: pieces))))
  }

  private func solve(
    _ problem: ControlProblem<Double>, _ x: Ensemble<Double>, from states: Tensor<Double>? = nil,
    most: Int = 50
  ) -> (cost: Double, iterations: Int, theta: Tensor<Double>, trainer: MultipleShootingTrainer) {
    let trainer = MultipleShootingTrainer(problem, from: states, pool: pool)
    var theta = Tensor<Double>.zeros([problem.parameterCount])
    for iteration in 1...most {
      let step = trainer.improve(&theta, over: x)
      if step.hasConverged || !step.cost.isFinite {
        return (step.cost, iteration, theta, trainer)
      }
    }
    return (.nan, most, theta, trainer)
  }

  /// A linear problem with quadratic costs takes one step; with the pieces' number its cost tends to
  /// Riccati's at order 2, and its costates to -∇V.
  @Test func linearProblemsAreRiccatis() throws {
    let start = Tensor<Double>([1, -2], shape: [1, 2])
    let one = Ensemble(states: start, targets: .zeros([1, 1]))
    let riccati = try LinearQuadraticProblem(
      a: Tensor([0.3, 1, -0.5, 0.2], shape: [2, 2]), b: Tensor([0, 1], shape: [2, 1]),
      q: .identity(2), r: 0.5 * .identity(1), terminal: 2 * .identity(2)
    ).solution(at: [0, 1, 2])
    let exact = riccati.value(at: start.reshaped(to: [2]))
    let runs = [20, 40, 80].map { solve(linear(pieces: $0), one) }
    for run in runs {
      #expect(run.iterations <= 3)
      #expect(run.trainer.defect < 1e-12)
    }
    let errors = runs.map { $0.cost - exact }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect(coarse > 0 && abs(coarse / fine - 4) < 0.05)
    }
    // What is left when the orders 2 and 4 are taken out.
    let second = zip(runs, runs.dropFirst()).map { (4 * $1.cost - $0.cost) / 3 }
    let fourth = (16 * second[1] - second[0]) / 15
    #expect(abs(fourth - exact) < 1e-8 * exact, "\(errors) \(fourth - exact)")
    // In the middle of the horizon: p = -2 P x.
    let states = try #require(runs[2].trainer.states)
    let costates = try #require(runs[2].trainer.costates)
    let x = states.reshaped(to: [81, 2]).row(40).reshaped(to: [2, 1])
    let p = costates.reshaped(to: [80, 2]).row(39).reshaped(to: [2, 1])
    let known = -2 * (riccati.matrices.row(1) • x)
    #expect((p - known).absolute().maximum() < 1e-3 * known.absolute().maximum())
  }

  /// The other trainers find the same control of the same problem.
  @Test func trainersAgree() {
    let problem = linear(pieces: 10)
    var stream = RandomStream(seed: 2)
    let rows = Ensemble<Double>(
      states: .normal(shape: [3, 2], using: &stream), targets: .zeros([3, 1]),
      weights: Tensor([0.5, 0.3, 0.2]))
    let run = solve(problem, rows)
    let gradient = QuasiNewtonTrainer(
      problem, minimizer: Minimizer(relativeGradientTolerance: 1e-12), pool: pool)
    var theta = Tensor<Double>.zeros([problem.parameterCount])
    var cost = Double.nan
    for _ in 0..<100 {
      let step = gradient.improve(&theta, over: rows)
      cost = step.cost
      if step.hasConverged { break }
    }
    #expect(abs(run.cost - cost) < 1e-12 * cost)
    #expect((run.theta - theta).absolute().maximum() < 1e-6)
    let objective = EnsembleObjective(problem, pool: pool)
    #expect(abs(objective.value(run.theta, over: rows) - run.cost) < 1e-13 * cost)
  }

  private struct Runaway: ControlledField {
    let dimension = 1
    let parameters = ParameterLayout(["u": [1]])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      x + x * x * x + theta[0]
    }
  }

  private struct Energy: RunningCost {
    func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      x.squared() + theta[0].squared()
    }
  }

  /// The value of the endless horizon, V' = 2 (a + √(a² + x²)), a = x + x³, for x > 0.
  private struct Value: TerminalCost {
    let dimension = 1
    let targetDimension = 1
    let parameters = ParameterLayout()

    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      let square = x.squared()
      func part(_ w: A) -> A {
        let root = (w.squared() + 1).squareRoot()
        return 0.5 * (w * root + (w + root).log())
      }
      let all = square + 0.5 * square.squared() + part(1 + square)
      // Less the part at w = 1.
      return (all - 0.5 * (2.0.squareRoot() + 0.881373587019543)).sum(over: -1)
    }
  }

  /// Left alone the state is at infinity before t = 0.4.
  ///
  /// Shooting from guessed states finds the best
  /// control, whose cost is the value at the beginning whatever the horizon is.
  @Test func runawayStatesAreCaught() throws {
    func problem(_ pieces: Int) -> ControlProblem<Double> {
      ControlProblem(
        dynamics: HamiltonianProgram(Hamiltonian(field: Runaway(), runningCost: Energy())),
        terminal: TerminalProgram(Value()),
        solver: .fixed(
          FlowScheme(
            method: .rungeKutta4, steps: 2 * pieces, to: 2,
            control: .piecewiseConstant(pieces: pieces))))
    }
    let one = Ensemble<Double>(states: Tensor([1], shape: [1, 1]), targets: .zeros([1, 1]))
    // Another trainer has nowhere to begin.
    var theta = Tensor<Double>.zeros([20])
    let gradient = QuasiNewtonTrainer(problem(20), pool: pool)
    #expect(!gradient.improve(&theta, over: one).cost.isFinite)
    let exact =
      1.5 + 0.5 * (2 * 5.0.squareRoot() + 1.443635475178810)
      - 0.5 * (2.0.squareRoot() + 0.881373587019543)
    var costs: [Double] = []
    for pieces in [40, 80, 160] {
      let guess = Tensor<Double>.linear(from: 1, through: 0.1, count: pieces + 1)
      let run = solve(problem(pieces), one, from: guess.reshaped(to: [pieces + 1, 1, 1]))
      #expect(run.iterations < 25, "\(run.iterations)")
      #expect(run.trainer.defect < 1e-12)
      costs.append(run.cost)
    }
    let errors = costs.map { $0 - exact }
    #expect(abs(errors[1] / errors[2] - 4) < 0.2, "\(errors)")
    let second = zip(costs, costs.dropFirst()).map { (4 * $1 - $0) / 3 }
    #expect(abs((16 * second[1] - second[0]) / 15 - exact) < 1e-6 * exact, "\(errors) \(second)")
  }

  /// No bit depends on threads.
  @Test func threadsDoNotMatter() {
    var stream = RandomStream(seed: 2)
    let rows = Ensemble<Double>(
      states: .normal(shape: [2, 2], using: &stream), targets: .zeros([2, 1]))
    let controls = [1, 2].map { threads -> Tensor<Double> in
      let trainer = MultipleShootingTrainer(linear(pieces: 9), pool: ForkJoinPool(threads: threads))
      var theta = Tensor<Double>.zeros([9])
      for _ in 0..<3 { _ = trainer.improve(&theta, over: rows) }
      return theta
    }
    #expect(controls[0] == controls[1])
  }
}
