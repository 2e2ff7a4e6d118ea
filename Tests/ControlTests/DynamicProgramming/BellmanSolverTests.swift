import Calculus
import ODE
import Optimization
import Tensors
import Testing

@testable import Control

/// Value functions against closed forms and against controls found otherwise.
@Suite struct BellmanSolverTests {
  /// dx/dt = a x + u.
  struct Linear: ControlledField {
    var a = 1.0
    let dimension = 1
    let parameters = ParameterLayout(["u": []])
    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      a * x + theta[0]
    }
  }

  struct Energy: RunningCost {
    func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      x.squared().sum(over: -1).reshaped(to: [Extents.rows, 1]) + theta[0].squared()
    }
  }

  struct Square: TerminalCost {
    var dimension = 1
    let targetDimension = 0
    let parameters = ParameterLayout()
    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      x.squared().sum(over: -1)
    }
  }

  /// A double integrator.
  struct Cart: ControlledField {
    let dimension = 2
    let parameters = ParameterLayout(["u": []])
    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      .concatenate([x.component(1), theta[0] + 0 * x.component(0)], along: -1)
    }
  }

  private static func matrix(_ x: [Double]) -> Tensor<Double> {
    let n = x.count == 4 ? 2 : 1
    return Tensor(x, shape: [n, x.count / n])
  }

  private static let scalar = BellmanProblem(
    field: Linear(), runningCost: Energy(), terminal: Square())

  private static func riccati(_ times: [Double]) throws -> RiccatiSolution {
    try LinearQuadraticProblem(
      a: matrix([1]), b: matrix([1]), q: matrix([1]), r: matrix([1]), terminal: matrix([1])
    ).solution(at: times)
  }

  private static func solver(
    nodes: Int, steps: Int, _ method: BellmanSolver.Method
  ) -> BellmanSolver {
    BellmanSolver(
      grid: StateGrid([.init(-2...2, count: nodes)]), span: TimeSpan(to: 1), steps: steps,
      candidates: .init(-6...6, count: 13), method: method)
  }

  /// Cubic interpolation keeps quadratic values: what is left of the difference from Riccati's solution
  /// is that of controls constant on steps, of order h².
  @Test func cubicValuesAreRiccati() throws {
    let errors = try [20, 40].map { steps in
      let values = Self.solver(nodes: 9, steps: steps, .semiLagrangian(.cubic)).valueFunction(
        of: Self.scalar)
      let known = try Self.riccati(values.times)
      return abs(values.value(at: [1.3]) - known.value(at: Tensor([1.3])))
    }
    #expect(errors[0] < 1.6e-3, "\(errors)")
    #expect(abs(errors[0] / errors[1] - 4) < 0.1, "\(errors)")
  }

  /// Linear interpolation and the upwind scheme converge with order one.
  @Test func monotoneSchemesConverge() throws {
    for method in [BellmanSolver.Method.semiLagrangian(.linear), .upwind] {
      let errors = try [1, 2].map { part in
        let values = Self.solver(nodes: 100 * part + 1, steps: 20 * part, method).valueFunction(
          of: Self.scalar)
        let known = try Self.riccati(values.times)
        return [-0.7, 0.4, 1.1].map {
          abs(values.value(at: [$0]) - known.value(at: Tensor([$0])))
        }.max() ?? .nan
      }
      #expect(errors[1] < (method == .upwind ? 0.07 : 0.015), "\(method) \(errors)")
      #expect((1.6...2.5).contains(errors[0] / errors[1]), "\(method) \(errors)")
    }
  }

  /// In two dimensions, the value, its gradient and the feedback are Riccati's.
  @Test func cartIsRiccati() throws {
    let solver = BellmanSolver(
      grid: StateGrid([.init(-2...2, count: 9), .init(-2...2, count: 9)]), span: TimeSpan(to: 1),
      steps: 50, candidates: .init(-4...4, count: 9))
    let values = solver.valueFunction(
      of: BellmanProblem(
        field: Cart(), runningCost: Energy(), terminal: Square(dimension: 2)),
      on: ForkJoinPool(threads: 2))
    let known = try LinearQuadraticProblem(
      a: Self.matrix([0, 1, 0, 0]), b: Tensor([0, 1], shape: [2, 1]), q: .identity(2),
      r: .identity(1), terminal: .identity(2)
    ).solution(at: values.times)
    let x = [0.6, -0.4]
    let column = Tensor(x, shape: [2, 1])
    #expect(abs(values.value(at: x) - known.value(at: Tensor(x))) < 3e-6)
    for (found, wanted) in zip(
      values.gradient(at: x), (2 * known.matrices.row(0) • column).elements)
    { #expect(abs(found - wanted) < 2e-4, "\(found) \(wanted)") }
    // A control that is constant on a step is that of the step's middle: between its ends.
    let control = values.controls(at: Tensor(x, shape: [1, 2])).elements[0]
    #expect(abs(control + (known.gain(time: 0) • column).elements[0]) < 0.03)
  }

  /// The feedback attains the value that it is told.
  @Test func closedLoopCostsTheValue() {
    let values = Self.solver(nodes: 9, steps: 30, .semiLagrangian(.cubic)).valueFunction(
      of: Self.scalar)
    let run = values.closedLoop(from: Tensor([-1.5, 0.2, 1], shape: [3, 1]))
    for (row, x) in [-1.5, 0.2, 1].enumerated() {
      #expect(abs(run.costs[row] - values.value(at: [x])) < 1e-10)
    }
    #expect(run.states.shape == [31, 3, 1] && run.controls.shape == [30, 3, 1])
  }

  /// Dynamic programming and L-BFGS solve one problem in discrete time: a flow that is not linear, and
  /// -∇V is the costate.
  @Test func valueIsTheCostThatTrainersReach() {
    struct Turn: ControlledField {
      let dimension = 1
      let parameters = ParameterLayout(["u": []])
      func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
        (theta[0] * x).tanh() + 0.2 * t.sin()
      }
    }
    struct Effort: RunningCost {
      func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
        0.1 * theta[0].squared()
      }
    }
    let solver = BellmanSolver(
      grid: StateGrid([.init(0.2...3, count: 141)]), span: TimeSpan(to: 1), steps: 10,
      candidates: .init(-4...4, count: 33))
    let values = solver.valueFunction(
      of: BellmanProblem(field: Turn(), runningCost: Effort(), terminal: Square()))
    let problem = ControlProblem(
      dynamics: HamiltonianProgram<Double>(Hamiltonian(field: Turn(), runningCost: Effort())),
      terminal: TerminalProgram(Square()),
      solver: .fixed(
        FlowScheme(method: .rungeKutta4, steps: 10, control: .piecewiseConstant(pieces: 10))))
    let trainer = QuasiNewtonTrainer(problem, pool: ForkJoinPool(threads: 1))
    var theta = Tensor<Double>(repeating: -0.5, shape: [10])
    let one = Ensemble<Double>(states: Tensor([1.2], shape: [1, 1]), targets: .zeros([1, 0]))
    var cost = 0.0
    for _ in 0..<200 { cost = trainer.improve(&theta, over: one).cost }
    #expect(abs(values.value(at: [1.2]) - cost) < 3e-7, "\(values.value(at: [1.2]) - cost)")
    let costs = [1e-4, -1e-4].map { shift -> Double in
      var moved = theta
      let one = Ensemble<Double>(
        states: Tensor([1.2 + shift], shape: [1, 1]), targets: .zeros([1, 0]))
      var last = 0.0
      let trainer = QuasiNewtonTrainer(problem, pool: ForkJoinPool(threads: 1))
      for _ in 0..<100 { last = trainer.improve(&moved, over: one).cost }
      return last
    }
    let slope = (costs[0] - costs[1]) / 2e-4
    #expect(abs(values.gradient(at: [1.2])[0] - slope) < 1e-6)
  }

  /// Every admissible set is kept to, and discrete ones are searched whole.
  @Test(arguments: [AdmissibleSet.box(-0.5...0.25), .binary, .ternary, .ball(radius: 0.4)])
  func controlsAreAdmissible(_ set: AdmissibleSet) {
    let problem = BellmanProblem(
      field: Linear(), runningCost: Energy(), terminal: Square(), admissible: set)
    let values = Self.solver(nodes: 21, steps: 10, .semiLagrangian(.cubic)).valueFunction(
      of: problem)
    let run = values.closedLoop(from: Tensor([-1, -0.1, 0.7], shape: [3, 1]))
    for control in run.controls.elements { #expect(set.contains(Tensor([control]))) }
  }

  /// No bit depends on the threads.
  @Test func threadsDoNotMatter() {
    let ends = [1, 2].map { threads in
      Self.solver(nodes: 401, steps: 5, .upwind).valueFunction(
        of: Self.scalar, on: ForkJoinPool(threads: threads)
      ).values
    }
    #expect(ends[0] == ends[1])
  }

  @Test func mismatchesAreRefused() async {
    await #expect(processExitsWith: .failure) { _ = StateGrid.Axis(0...0, count: 9) }
    await #expect(processExitsWith: .failure) {
      _ = BellmanSolverTests.solver(nodes: 9, steps: 1, .upwind).valueFunction(
        of: BellmanProblem(field: Cart(), terminal: Square(dimension: 2)))
    }
    await #expect(processExitsWith: .failure) {
      _ = BellmanProblem(field: Cart(), terminal: Square(dimension: 1))
    }
  }
}
