import Calculus
import ODE
import Tensors
import Testing

@Suite struct CostateFlowTests {
  private func solver(
    _ adjoint: AdaptiveScheme.Adjoint, tolerance: Double = 1e-7, pieces: Int = 2
  ) -> FlowSolver {
    .adaptive(
      AdaptiveScheme(
        method: .dormandPrince,
        steps: AdaptiveControl(relative: tolerance, absolute: tolerance * 1e-2), from: 0.2,
        to: 1.7, control: .piecewiseConstant(pieces: pieces), adjoint: adjoint))
  }

  /// The gradient is linear in the cotangents at the end, to the tolerance, however small these are:
  /// rows of an ensemble of millions have weights of a millionth.
  @Test(arguments: [1e-3, 1e-8, 1e-14, 1e6])
  func gradientIsLinearInTheCotangents(_ factor: Double) {
    let problem = FlowProblem(solver(.costate))
    var scaled = problem
    scaled.scaleCotangents(by: factor)
    let (a, b) = (problem.gradient(), scaled.gradient())
    #expect(relativeError(b.theta.map { $0 / factor }, a.theta) < 1e-6)
    #expect(relativeError(b.x0.map { $0 / factor }, a.x0) < 1e-6)
  }

  /// A flow followed backwards in time has the gradient of its steps, to the tolerance.
  @Test func backwardFlowsHaveGradients() {
    let steps = AdaptiveControl(relative: 1e-9, absolute: 1e-11)
    let gradients = AdaptiveScheme.Adjoint.allCases.map { adjoint in
      FlowProblem(
        .adaptive(
          AdaptiveScheme(
            steps: steps, from: 1.7, to: 0.2, control: .piecewiseLinear(pieces: 2),
            adjoint: adjoint))
      ).gradient()
    }
    #expect(relativeError(gradients[0].theta, gradients[1].theta) < 1e-8)
    #expect(relativeError(gradients[0].x0, gradients[1].x0) < 1e-8)
    #expect(abs(gradients[0].horizon.start - gradients[1].horizon.start) < 1e-8)
  }

  /// Without a cotangent for the running cost, the running cost has no part in the gradient.
  @Test(arguments: [
    FlowSolver.fixed(FlowScheme(method: .rungeKutta4, steps: 20, control: .constant)),
    .adaptive(AdaptiveScheme(adjoint: .discrete)), .adaptive(AdaptiveScheme(adjoint: .costate)),
  ])
  func missingCostCotangentIsZero(_ solver: FlowSolver) {
    var problem = FlowProblem(solver)
    let before = problem.gradient(withCost: false)
    problem.cost = problem.cost.map { _ in 0 }
    let zero = problem.gradient()
    #expect(before.theta.allSatisfy { $0.isFinite })
    #expect(relativeError(before.theta, zero.theta) < 1e-14)
    #expect(relativeError(before.x0, zero.x0) < 1e-14)
    #expect(abs(before.horizon.end - zero.horizon.end) < 1e-13)
    #expect(abs(before.horizon.start - zero.horizon.start) < 1e-13)
  }

  /// A second pullback of one solve takes as much as the first, and says so.
  @Test(arguments: [
    FlowSolver.fixed(FlowScheme(method: .rungeKutta4, steps: 5, control: .constant)),
    .adaptive(AdaptiveScheme(adjoint: .discrete)), .adaptive(AdaptiveScheme(adjoint: .costate)),
  ])
  func workIsThatOfTheLastPullback(_ solver: FlowSolver) {
    let problem = FlowProblem(solver)
    let twice = problem.gradient(pullbacks: 2)
    let once = problem.gradient()
    #expect(twice.work == once.work)
    #expect(relativeError(twice.theta.map { $0 / 2 }, once.theta) < 1e-14)
  }

  /// On a horizon of length 0 nothing moves, and a longer one moves by H.
  @Test(arguments: [
    FlowSolver.fixed(FlowScheme(method: .rungeKutta4, steps: 3, from: 0.5, to: 0.5)),
    .adaptive(AdaptiveScheme(from: 0.5, to: 0.5, adjoint: .discrete)),
    .adaptive(AdaptiveScheme(from: 0.5, to: 0.5, adjoint: .costate)),
  ])
  func horizonOfLengthZero(_ solver: FlowSolver) {
    let problem = FlowProblem(solver)
    let gradient = problem.gradient()
    #expect(gradient.x0 == problem.end)
    #expect(gradient.theta.allSatisfy { $0 == 0 })
    let difference = centralDifference { h in
      FlowProblem(.fixed(FlowScheme(method: .rungeKutta4, steps: 3, from: 0.5, to: 0.5 + h)))
        .objective()
    }
    #expect(abs(gradient.horizon.end - difference) < 1e-10)
    #expect(abs(gradient.horizon.start + difference) < 1e-10)
  }

  /// Rows that leave every bound are counted, and have NaN instead of a wrong number.
  @Test(arguments: [AdaptiveScheme.Adjoint.discrete, .costate])
  func failedRowsAreNotANumber(_ adjoint: AdaptiveScheme.Adjoint) {
    let program = HamiltonianProgram<Double>(Hamiltonian(field: Explosion()))
    let flow = FlowSolver.adaptive(
      AdaptiveScheme(to: 2, control: .piecewiseConstant(pieces: 3), adjoint: adjoint)
    ).makeFlow(program, rows: 2, keepsTape: true)
    let theta = [1.0, 1, 1]
    var thetaBar = [0.0, 0, 0]
    theta.withUnsafeBufferPointer { theta in
      guard let base = theta.baseAddress else { return }
      flow.setParameters(base)
      let (states, _) = flow.solve(from: [0.2, 1], count: 2)
      // dx/dt = x² from 0.2 gives 0.2 / (1 - 0.2 t); from 1 it explodes at t = 1.
      #expect(abs(states[0] - 0.2 / 0.6) < 1e-6)
      #expect(states[1].isNaN)
      #expect(flow.work.failedRows == 1)
      let p = flow.pullback([1, states[1]], cost: nil, into: &thetaBar, horizon: nil)
      #expect(abs(p[0] - 1 / (0.6 * 0.6)) < 1e-5)
      #expect(p[1].isNaN)
      #expect(thetaBar.contains { $0.isNaN })
      #expect(flow.work.failedRows == 1)
    }
  }

  private struct Explosion: ControlledField {
    let dimension = 1
    let parameters = ParameterLayout(["rate": []])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      x.squared() * theta[0]
    }
  }
}
