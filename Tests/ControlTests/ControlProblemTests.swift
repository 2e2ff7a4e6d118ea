import Calculus
import Control
import ODE
import Tensors
import Testing

@Suite struct ControlProblemTests {
  static let solvers: [FlowSolver] = [
    .fixed(FlowScheme(method: .rungeKutta4, steps: 4, control: .piecewiseConstant(pieces: 2))),
    .fixed(FlowScheme(method: .rungeKutta4, steps: 3, control: .piecewiseLinear(pieces: 2))),
    .adaptive(
      AdaptiveScheme(steps: AdaptiveControl(relative: 1e-10, absolute: 1e-12))),
    .adaptive(
      AdaptiveScheme(
        steps: AdaptiveControl(relative: 1e-10, absolute: 1e-12),
        control: .piecewiseConstant(pieces: 2), adjoint: .costate)),
    .adaptive(
      AdaptiveScheme(
        steps: AdaptiveControl(relative: 1e-10, absolute: 1e-12),
        control: .piecewiseLinear(pieces: 2), adjoint: .interpolating)),
    .adaptive(
      AdaptiveScheme(
        steps: AdaptiveControl(relative: 1e-10, absolute: 1e-12), adjoint: .backsolve)),
    .fixed(
      FlowScheme(
        method: .rungeKutta4, steps: 4, control: .piecewiseConstant(pieces: 2), coupling: 0.99)),
  ]

  private func objective(
    _ solver: FlowSolver, threads: Int = 1, blockRows: Int? = nil
  ) -> EnsembleObjective<Double> {
    EnsembleObjective(
      RegulatedProblem.problem(solver), pool: ForkJoinPool(threads: threads), blockRows: blockRows)
  }

  private func theta(_ objective: EnsembleObjective<Double>) -> Tensor<Double> {
    RegulatedProblem.numbers([objective.problem.parameterCount], seed: 3)
  }

  /// The gradient by every control and by the read-out is the central difference of the cost, with
  /// weights, a running cost, and a last block that is not full.
  @Test(arguments: solvers)
  func gradientIsThatOfTheCost(_ solver: FlowSolver) {
    let objective = objective(solver, threads: 2, blockRows: 4)
    let ensemble = RegulatedProblem.ensemble(
      rows: 7, weights: [0.1, 2, 0, 1e-3, 0.4, 1, 0.5])
    let theta = theta(objective)
    var gradient = theta
    let value = objective.value(theta, over: ensemble, gradient: &gradient)
    #expect(abs(value - objective.value(theta, over: ensemble)) < 1e-14 * value)
    let isFixed = if case .fixed = solver { true } else { false }
    for place in theta.elements.indices {
      let difference = fourthOrderDifference(step: 4e-3) { h in
        var moved = theta
        moved[place] += h
        return objective.value(moved, over: ensemble)
      }
      #expect(abs(gradient[place] - difference) < (isFixed ? 3e-9 : 2e-8))
    }
  }

  /// J is the weighted sum of what rows cost alone, however they are cut into blocks.
  @Test(arguments: solvers)
  func costIsTheSumOfItsRows(_ solver: FlowSolver) {
    let weights = [0.5, 1.5, 0, 3, 0.25]
    let ensemble = RegulatedProblem.ensemble(rows: 5, weights: weights)
    let together = objective(solver)
    let theta = theta(together)
    let value = together.value(theta, over: ensemble)
    let alone = (0..<5).map { row in
      objective(solver).value(
        theta,
        over: Ensemble(
          states: ensemble.states.rows(row..<row + 1),
          targets: ensemble.targets.rows(row..<row + 1), weights: Tensor([weights[row]])))
    }
    #expect(abs(value - alone.reduce(0, +)) < 1e-13)
    for blockRows in [1, 2, 3, 64] {
      #expect(
        abs(objective(solver, blockRows: blockRows).value(theta, over: ensemble) - value) < 1e-13)
    }
  }

  /// An objective forgets the ensembles of earlier calls, whatever their size.
  @Test(arguments: solvers)
  func batchesMayChangeTheirSize(_ solver: FlowSolver) {
    let used = objective(solver, blockRows: 3)
    let theta = theta(used)
    for rows in [10, 1, 0, 17, 2] {
      let ensemble = RegulatedProblem.ensemble(rows: rows)
      var (a, b) = (theta, theta)
      let value = used.value(theta, over: ensemble, gradient: &a)
      let fresh = objective(solver, blockRows: 3).value(theta, over: ensemble, gradient: &b)
      #expect(value == fresh && a == b)
    }
  }

  @Test func emptyEnsemblesCostNothing() {
    let objective = objective(Self.solvers[0])
    var gradient = theta(objective)
    let value = objective.value(
      gradient, over: RegulatedProblem.ensemble(rows: 0), gradient: &gradient)
    #expect(value == 0)
    #expect(gradient.elements.allSatisfy { $0 == 0 })
  }

  /// The cost is that of the final states by hand, for a problem without running cost.
  @Test(arguments: [1, 8])
  func costIsThatOfTheFinalStates(threads: Int) {
    let problem = ControlProblem(
      dynamics: HamiltonianProgram<Double>(Hamiltonian(field: RegulatedProblem.Field())),
      terminal: RegulatedProblem.terminal, solver: Self.solvers[1])
    let ensemble = RegulatedProblem.ensemble(rows: 130)
    let theta = RegulatedProblem.numbers([problem.parameterCount], seed: 3)
    let pool = ForkJoinPool(threads: threads)
    let value = EnsembleObjective(problem, pool: pool).value(theta, over: ensemble)
    for _ in 0..<50 {
      let (ends, work) = problem.finalStates(from: ensemble.states, theta: theta, on: pool)
      let readOut = Parameters([
        Tensor(Array(theta.elements[45..<51]), shape: [2, 3]),
        Tensor(Array(theta.elements[51...])),
      ])
      let costs = RegulatedProblem.Distance().cost(ends, ensemble.targets, readOut)
      #expect(abs(costs.mean() - value) < 1e-13)
      #expect(work.steps == 3 * 130)
    }
    let none = problem.finalStates(from: .zeros([0, 2]), theta: theta, on: pool)
    #expect(none.states.shape == [0, 2])
  }

  /// Without any parameter there is a value, and a gradient of no numbers.
  @Test func problemsMayHaveNoParameters() {
    let problem = ControlProblem(
      dynamics: HamiltonianProgram<Double>(Hamiltonian(field: Decay())),
      terminal: TerminalProgram<Double>(Square()),
      solver: .fixed(FlowScheme(method: .rungeKutta4, steps: 20)))
    let objective = EnsembleObjective(problem, pool: ForkJoinPool(threads: 1))
    var gradient = Tensor<Double>.zeros([0])
    let ensemble = Ensemble<Double>(
      states: Tensor([1, 2], shape: [2, 1]), targets: .zeros([2, 0]))
    let value = objective.value(Tensor([]), over: ensemble, gradient: &gradient)
    // (1 + 4) / 2 · e^-2.
    #expect(abs(value - 2.5 * 0.1353352832366127) < 1e-7)
  }

  struct Decay: ControlledField {
    let dimension = 1
    let parameters = ParameterLayout()
    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A { -x }
  }

  struct Square: TerminalCost {
    let dimension = 1
    let targetDimension = 0
    let parameters = ParameterLayout()
    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      x.squared().sum(over: -1)
    }
  }

  /// Rows that explode make the cost NaN, and are counted.
  @Test(arguments: [AdaptiveScheme.Adjoint.discrete, .costate])
  func failedRowsAreCounted(_ adjoint: AdaptiveScheme.Adjoint) {
    struct Explosion: ControlledField {
      let dimension = 1
      let parameters = ParameterLayout(["rate": []])
      func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
        x.squared() * theta[0]
      }
    }
    let problem = ControlProblem(
      dynamics: HamiltonianProgram<Double>(Hamiltonian(field: Explosion())),
      terminal: TerminalProgram<Double>(Square()),
      solver: .adaptive(AdaptiveScheme(adjoint: adjoint)))
    let objective = EnsembleObjective(problem, pool: ForkJoinPool(threads: 1))
    let ensemble = Ensemble<Double>(
      states: Tensor([0.1, 5, 0.2], shape: [3, 1]), targets: .zeros([3, 0]))
    var gradient = Tensor<Double>.zeros([1])
    #expect(objective.value(Tensor([1]), over: ensemble, gradient: &gradient).isNaN)
    #expect(objective.work.failedRows == 1)
    #expect(gradient[0].isNaN)
  }

  @Test func wrongShapesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      let objective = EnsembleObjective(
        RegulatedProblem.problem(ControlProblemTests.solvers[0]), pool: ForkJoinPool(threads: 1))
      let theta = RegulatedProblem.numbers([objective.problem.parameterCount], seed: 3)
      _ = objective.value(
        theta, over: Ensemble(states: .zeros([4, 3]), targets: .zeros([4, 3])))
    }
    await #expect(processExitsWith: .failure) {
      let objective = EnsembleObjective(
        RegulatedProblem.problem(ControlProblemTests.solvers[0]), pool: ForkJoinPool(threads: 1))
      let theta = RegulatedProblem.numbers([objective.problem.parameterCount], seed: 3)
      var gradient = Tensor<Double>.zeros([theta.count - 1])
      _ = objective.value(
        theta, over: RegulatedProblem.ensemble(rows: 2), gradient: &gradient)
    }
    await #expect(processExitsWith: .failure) {
      _ = EnsembleObjective(
        RegulatedProblem.problem(ControlProblemTests.solvers[0]), pool: ForkJoinPool(threads: 1),
        blockRows: 0)
    }
  }
}
