import Calculus
import Tensors
import Testing

@testable import ODE

@Suite struct AugmentedCostateFlowTests {
  private func solver(
    _ adjoint: AdaptiveScheme.Adjoint, tolerance: Double, control: ControlShape = .constant,
    norm: AdaptiveScheme.CostateNorm = .withoutParameters
  ) -> FlowSolver {
    .adaptive(
      AdaptiveScheme(
        method: .dormandPrince,
        steps: AdaptiveControl(relative: tolerance, absolute: tolerance * 1e-2), from: 0.2,
        to: 1.7, control: control, adjoint: adjoint, costateNorm: norm))
  }

  /// Interpolating and backsolved costates, by every norm, agree with the exact gradient, as the
  /// discrete adjoint does.
  @Test(arguments: AdaptiveFlowTests.controls)
  func adjointsConverge(_ control: ControlShape) {
    let exact = FlowProblem(solver(.discrete, tolerance: 1e-12, control: control)).gradient()
    for tolerance in [1e-5, 1e-7, 1e-9] {
      let discrete = FlowProblem(solver(.discrete, tolerance: tolerance, control: control))
        .gradient()
      for adjoint in [AdaptiveScheme.Adjoint.interpolating, .backsolve] {
        for norm in AdaptiveScheme.CostateNorm.allCases {
          let gradient = FlowProblem(
            solver(adjoint, tolerance: tolerance, control: control, norm: norm)
          ).gradient()
          #expect(relativeError(gradient.theta, exact.theta) < tolerance)
          #expect(relativeError(gradient.x0, exact.x0) < tolerance)
          #expect(relativeError(gradient.theta, discrete.theta) < tolerance)
          #expect(abs(gradient.horizon.end - exact.horizon.end) < 20 * tolerance)
          #expect(abs(gradient.horizon.start - exact.horizon.start) < 20 * tolerance)
        }
      }
    }
  }

  /// A flow that contracts by e^-30 cannot be followed back: the backsolve says so, and its gradient
  /// is wrong where those along known states are right.
  @Test func backsolvesOfContractingFlowsAreFlagged() {
    let program = HamiltonianProgram<Double>(Hamiltonian(field: Relaxation()))
    func gradient(
      _ adjoint: AdaptiveScheme.Adjoint, rate: Double
    ) -> (theta: Double, x0: Double, work: FlowWork) {
      let flow = FlowSolver.adaptive(
        AdaptiveScheme(
          method: .dormandPrince, steps: AdaptiveControl(relative: 1e-7, absolute: 1e-9), to: 1,
          adjoint: adjoint)
      ).makeFlow(program, rows: 1, keepsTape: true)
      var thetaBar = [0.0]
      let theta = [rate]
      let p = theta.withUnsafeBufferPointer { theta in
        guard let base = theta.baseAddress else { return 0.0 }
        flow.setParameters(base)
        _ = flow.solve(from: [1.5, 0], count: 1)
        return flow.pullback([0, 1], cost: nil, into: &thetaBar, horizon: nil)[0]
      }
      return (thetaBar[0], p, flow.work)
    }
    let known = gradient(.discrete, rate: 30)
    for adjoint in [AdaptiveScheme.Adjoint.costate, .interpolating] {
      let other = gradient(adjoint, rate: 30)
      #expect(abs(other.theta - known.theta) < 1e-5 * abs(known.theta))
      #expect(other.work.unreliableRows == 0)
    }
    let back = gradient(.backsolve, rate: 30)
    #expect(back.work.unreliableRows == 1)
    #expect(back.work.reconstructionError > 1e3)
    #expect(abs(back.theta - known.theta) > 1e-2 * abs(known.theta))
    let slow = gradient(.backsolve, rate: 0.1)
    #expect(slow.work.unreliableRows == 0)
    #expect(slow.work.reconstructionError < 1)
    #expect(abs(slow.theta - gradient(.discrete, rate: 0.1).theta) < 1e-6)
  }

  /// Leaving the parameters' gradient out of the norm saves steps and costs no accuracy.
  @Test func seminormsSaveSteps() {
    let exact = FlowProblem(solver(.discrete, tolerance: 1e-12)).gradient()
    let all = FlowProblem(solver(.interpolating, tolerance: 1e-7, norm: .all)).gradient()
    let some = FlowProblem(solver(.interpolating, tolerance: 1e-7)).gradient()
    #expect(some.work.backwardEvaluations < all.work.backwardEvaluations * 3 / 4)
    #expect(relativeError(some.theta, exact.theta) < 1e-6)
    #expect(relativeError(all.theta, exact.theta) < 1e-6)
  }

  /// dx/dt = −r (x − cos t), whose solutions run together, and dz/dt = x² r, which remembers them.
  private struct Relaxation: ControlledField {
    let dimension = 2
    let parameters = ParameterLayout(["rate": []])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      let state = x.component(0)
      return theta[0] * .concatenate([t.cos() - state, state.squared()], along: -1)
    }
  }
}
