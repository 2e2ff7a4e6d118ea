import Calculus
import Tensors
import Testing

@testable import ODE

/// Steps of the discrete gradient by traced laws: the same as by closures, and their gradients.
@Suite struct DiscreteGradientFlowTests {
  /// A learned potential, friction and a turn that depend on the state.
  struct Law: DissipativeLaw {
    let dimension = 3
    let parameters = ParameterLayout(["w": [3, 5], "v": [5, 1], "turn": [3, 3]])

    func potential<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
      (x • theta[0]).tanh() • theta[1] + 0.5 * x.squared().sum(over: -1).reshaped(to: [-1, 1])
    }

    func descent<A: TensorAlgebra>(along slope: A, at x: A, _ theta: Parameters<A>) -> A {
      // W = T − Tᵀ, and M = 0.1 + x².
      let turned = slope • theta[2] - slope • theta[2].transposed()
      return turned - (0.1 + x.squared()) * slope
    }
  }

  static let rows = 4
  static let program = HamiltonianProgram<Double>(Hamiltonian(field: Law()))
  static let theta = FlowProblem.numbers(29, seed: 1, scale: 0.9)
  static let x0 = FlowProblem.numbers(12, seed: 2, scale: 1.5)
  static let end = FlowProblem.numbers(12, seed: 3, scale: 1)

  private func makeFlow(_ steps: Int) -> any DifferentiableFlow<Double> {
    FlowSolver.fixed(FlowScheme(method: .discreteGradient, steps: steps, to: 1.5)).makeFlow(
      DiscreteGradientFlowTests.program, rows: DiscreteGradientFlowTests.rows, keepsTape: true)
  }

  private func states(
    _ flow: any DifferentiableFlow<Double>, _ theta: [Double], _ x0: [Double]
  ) -> [Double] {
    theta.withUnsafeBufferPointer { theta in
      guard let theta = theta.baseAddress else { return [] }
      flow.setParameters(theta)
      let states = flow.solve(from: x0, count: DiscreteGradientFlowTests.rows).states
      return (0..<12).map { states[$0] }
    }
  }

  @Test("Traced steps are those of the integrator")
  func agreement() {
    let states = states(
      makeFlow(5), DiscreteGradientFlowTests.theta, DiscreteGradientFlowTests.x0)
    let field = DissipativeLawField<Double>(Law(), theta: Tensor(DiscreteGradientFlowTests.theta))
    let ends = Integrator(method: .discreteGradient, control: .fixed(steps: 5)).ends(
      of: field, from: Tensor(DiscreteGradientFlowTests.x0, shape: [4, 3]), over: TimeSpan(to: 1.5))
    #expect(ends.allCompleted)
    // Traced steps soften the division by a square.
    #expect(relativeError(states, ends.states.elements) < 1e-10)
    // Both are near the flow itself.
    let exact = Integrator(control: .adaptive(relative: 1e-9)).ends(
      of: FlowField(
        DiscreteGradientFlowTests.program, theta: Tensor(DiscreteGradientFlowTests.theta)),
      from: Tensor(DiscreteGradientFlowTests.x0, shape: [4, 3]), over: TimeSpan(to: 1.5))
    #expect((1e-4..<0.1).contains(relativeError(states, exact.states.elements)))
  }

  @Test("Gradients are those of the steps")
  func gradients() {
    let flow = makeFlow(5)
    var thetaBar = [Double](repeating: 0, count: 29)
    _ = states(flow, DiscreteGradientFlowTests.theta, DiscreteGradientFlowTests.x0)
    let p = DiscreteGradientFlowTests.theta.withUnsafeBufferPointer { theta -> [Double] in
      guard let theta = theta.baseAddress else { return [] }
      flow.setParameters(theta)
      let p = flow.pullback(
        DiscreteGradientFlowTests.end, cost: nil, into: &thetaBar, horizon: nil)
      return (0..<12).map { p[$0] }
    }
    func objective(_ theta: [Double], _ x0: [Double]) -> Double {
      zip(states(flow, theta, x0), DiscreteGradientFlowTests.end).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let byTheta = thetaBar.indices.map { index in
      centralDifference { h in
        var theta = DiscreteGradientFlowTests.theta
        theta[index] += h
        return objective(theta, DiscreteGradientFlowTests.x0)
      }
    }
    let byX0 = (0..<12).map { index in
      centralDifference { h in
        var x0 = DiscreteGradientFlowTests.x0
        x0[index] += h
        return objective(DiscreteGradientFlowTests.theta, x0)
      }
    }
    let errors = [relativeError(thetaBar, byTheta), relativeError(p, byX0)]
    print("equal steps, discrete-gradient: \(errors)")
    #expect(errors.allSatisfy { $0 < 2e-10 })
  }
}
