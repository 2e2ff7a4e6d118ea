import Calculus
import Foundation
import ODE
import Tensors
import Testing

/// Gradients of adaptive flows under the less usual knobs of their steps.
@Suite struct SteppedAdjointTests {
  /// dx/dt = θ tanh(a x), a being 1 before t = 1 and -2 from there on: sinh(a x) is multiplied by
  /// exp(θ a t).
  private struct Switched: ControlledField {
    let dimension = 1
    let parameters = ParameterLayout(["rate": []])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      let a: A = .select(A.isLess(t, .constant(1)), .constant(1), .constant(-2))
      return theta[0] * (a * x).tanh()
    }
  }

  /// Across a jump of the field the gradients are those of the solution's closed form, whatever the
  /// adjoint: no stage of one side stands in for one of the other.
  @Test(arguments: [AdaptiveScheme.Adjoint.discrete, .costate, .interpolating, .backsolve])
  func jumpsAreCrossed(_ adjoint: AdaptiveScheme.Adjoint) {
    var steps = AdaptiveControl(relative: 1e-10, absolute: 1e-12)
    steps.stops = StepStops(jumps: [1])
    let scheme = AdaptiveScheme(
      method: .dormandPrince, steps: steps, from: 0, to: 1.8, adjoint: adjoint)
    let program = HamiltonianProgram<Double>(Hamiltonian(field: Switched()))
    let flow = FlowSolver.adaptive(scheme).makeFlow(program, rows: 2, keepsTape: true)
    let theta = [0.7]
    var thetaBar = [0.0]
    let starts = theta.withUnsafeBufferPointer { theta -> [Double] in
      guard let base = theta.baseAddress else { return [] }
      flow.setParameters(base)
      _ = flow.solve(from: [1.5, -0.4], count: 2)
      let bar = flow.pullback([1, 1], cost: nil, into: &thetaBar, horizon: nil)
      return [bar[0], bar[1]]
    }
    var expectedTheta = 0.0
    for (row, start) in [1.5, -0.4].enumerated() {
      let middle = asinh(sinh(start) * exp(0.7))
      let decay = exp(-2 * 0.7 * 0.8)
      let end = 0.5 * asinh(sinh(2 * middle) * decay)
      let growth = cosh(2 * middle) * decay / cosh(2 * end)
      let expected = growth * cosh(start) * exp(0.7) / cosh(middle)
      #expect(abs(starts[row] - expected) < 1e-9, "\(starts[row]) \(expected)")
      expectedTheta += growth * tanh(middle) - 0.8 * sinh(2 * middle) * decay / cosh(2 * end)
    }
    #expect(abs(thetaBar[0] - expectedTheta) < 1e-9, "\(thetaBar[0]) \(expectedTheta)")
  }

  /// Tolerances of each component of the state serve flows with a running cost too, forwards and
  /// backwards.
  @Test(arguments: [AdaptiveScheme.Adjoint.discrete, .costate, .interpolating, .backsolve])
  func tolerancesAreThoseOfTheState(_ adjoint: AdaptiveScheme.Adjoint) {
    func gradient(
      _ adjoint: AdaptiveScheme.Adjoint, _ change: (inout AdaptiveControl) -> Void
    ) -> FlowProblem.Gradient {
      var steps = AdaptiveControl(relative: 1e-8, absolute: 1e-10)
      change(&steps)
      return FlowProblem(
        .adaptive(
          AdaptiveScheme(
            method: .dormandPrince, steps: steps, from: 0.2, to: 1.7, adjoint: adjoint))
      ).gradient()
    }
    let exact = gradient(.discrete) {
      $0.relative = 1e-12
      $0.absolute = 1e-13
    }
    let n = FlowProblem.program.dimension
    let changes: [(inout AdaptiveControl) -> Void] = [
      {
        $0.componentTolerances = ComponentTolerances(
          relative: [1e-8], absolute: (0..<n).map { 1e-10 / Double($0 + 1) })
      },
      { $0.norm = .weighted((0..<n).map { 1 + Double($0) }) },
      { $0.norm = .maximum },
    ]
    for change in changes {
      let found = gradient(adjoint, change)
      #expect(relativeError(found.theta, exact.theta) < 1e-7)
      #expect(relativeError(found.x0, exact.x0) < 1e-7)
    }
  }
}
