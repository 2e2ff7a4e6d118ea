import Calculus
import ODE
import Tensors
import Testing

@Suite struct SteadyStateTests {
  /// Schnakenberg's reaction: x' = a − x + x² y, y' = b − x² y, at rest in (a + b, b / (a + b)²).
  private struct Schnakenberg: ControlledField {
    let dimension = 2
    let parameters = ParameterLayout(["a": [], "b": []])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      let product = x.component(0).squared() * x.component(1)
      return .concatenate([theta[0] - x.component(0) + product, theta[1] - product], along: -1)
    }
  }

  /// x' = arctan-like: −x / sqrt(1 + x²) + a, where Newton's method from afar leaves for infinity.
  private struct Saturation: ControlledField {
    let dimension = 1
    let parameters = ParameterLayout(["a": []])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      theta[0] - x.tanh()
    }
  }

  /// x' = a + x², without rest where a is positive, and with a double one where it is 0.
  private struct Fold: ControlledField {
    let dimension = 1
    let parameters = ParameterLayout(["a": []])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      theta[0] + x.squared()
    }
  }

  /// A steady state and its derivatives in closed form, for several rows.
  @Test(arguments: SteadyControl.Strategy.allCases)
  func closedForm(_ strategy: SteadyControl.Strategy) {
    let (a, b) = (0.2, 1.1)
    let found = SteadyState(
      HamiltonianProgram<Double>(Hamiltonian(field: Schnakenberg())),
      control: SteadyControl(strategy: strategy), rows: 3)
    let theta = [a, b]
    theta.withUnsafeBufferPointer { theta in
      guard let base = theta.baseAddress else { return }
      found.setParameters(base)
      let x = found.solve(from: [1, 1, 1.5, 0.7, 1.25, 0.6], count: 3)
      let s = a + b
      for row in 0..<3 {
        #expect(found.outcomes[row].isConverged)
        #expect(abs(x[2 * row] - s) < 1e-14)
        #expect(abs(x[2 * row + 1] - b / (s * s)) < 1e-14)
      }
      // ∂x/∂a = ∂x/∂b = 1; ∂y/∂a = −2b/s³, ∂y/∂b = 1/s² − 2b/s³.
      var bar = [0.0, 0]
      found.pullback([1, 0, 0, 1, 0, 0], into: &bar)
      #expect(abs(bar[0] - (1 - 2 * b / (s * s * s))) < 1e-13)
      #expect(abs(bar[1] - (1 + 1 / (s * s) - 2 * b / (s * s * s))) < 1e-13)
      let tangent = found.pushforward([0.3, -0.5])
      for row in 0..<3 {
        #expect(abs(tangent[2 * row] + 0.2) < 1e-13)
        let expected = -0.3 * 2 * b / (s * s * s) - 0.5 * (1 / (s * s) - 2 * b / (s * s * s))
        #expect(abs(tangent[2 * row + 1] - expected) < 1e-13)
      }
    }
  }

  /// The gradient at rest is the limit of the gradient along the flow.
  @Test func gradientIsTheFlowsAtRest() {
    let program = HamiltonianProgram<Double>(Hamiltonian(field: Schnakenberg()))
    // At rest these parameters are stable: the trace of J is 2xy − 1 − x² < 0.
    let theta = [0.4, 1.2]
    var (bar, flowBar) = ([0.0, 0], [0.0, 0])
    theta.withUnsafeBufferPointer { theta in
      guard let base = theta.baseAddress else { return }
      let found = SteadyState(program, rows: 1)
      found.setParameters(base)
      _ = found.solve(from: [1.5, 0.5], count: 1)
      found.pullback([0.3, 1], into: &bar)
      let flow = DiscreteFlow(
        program, scheme: FlowScheme(method: .rungeKutta4, steps: 2000, to: 100), rows: 1)
      flow.setParameters(base)
      _ = flow.solve(from: [1.5, 0.5], count: 1)
      _ = flow.pullback([0.3, 1], cost: nil, into: &flowBar, horizon: nil)
    }
    #expect(abs(bar[0] - flowBar[0]) < 1e-11)
    #expect(abs(bar[1] - flowBar[1]) < 1e-11)
  }

  /// Where Newton's method leaves, pseudo-time arrives.
  @Test func pseudoTimeTakesOver() {
    let found = SteadyState(
      HamiltonianProgram<Double>(Hamiltonian(field: Saturation())), rows: 1)
    let theta = [0.5]
    theta.withUnsafeBufferPointer { theta in
      guard let base = theta.baseAddress else { return }
      found.setParameters(base)
      let x = found.solve(from: [3], count: 1)
      #expect(found.outcomes[0].isConverged)
      // artanh(1/2) = log(3) / 2.
      #expect(abs(x[0] - 0.549306144334054845697622618461) < 1e-14)
      var bar = [0.0]
      found.pullback([1], into: &bar)
      #expect(abs(bar[0] - 4.0 / 3) < 1e-13)
    }
  }

  /// Rows without a steady state say so, have NaN, and do not stop others.
  @Test func failuresAreOutcomes() {
    let found = SteadyState(HamiltonianProgram<Double>(Hamiltonian(field: Fold())), rows: 2)
    let theta = [1.0]
    theta.withUnsafeBufferPointer { theta in
      guard let base = theta.baseAddress else { return }
      found.setParameters(base)
      let x = found.solve(from: [0.3, .nan], count: 2)
      #expect(x[0].isNaN && x[1].isNaN)
      #expect(found.outcomes[1] == .notFinite)
      #expect(!found.outcomes[0].isConverged)
      var bar = [0.0]
      found.pullback([1, 1], into: &bar)
      #expect(bar[0].isNaN)
    }
    let still = [0.0]
    still.withUnsafeBufferPointer { theta in
      guard let base = theta.baseAddress else { return }
      found.setParameters(base)
      let x = found.solve(from: [0], count: 1)
      #expect(x[0].isNaN)
      #expect(found.outcomes[0] == .singular(velocity: 0))
    }
  }

  /// Sentences are compared as text.
  @Test func sentences() {
    #expect(SteadyOutcome.converged(iterations: 4).description == "converged after 4 iterations")
    #expect(SteadyOutcome.converged(iterations: 4).advice.isEmpty)
    #expect(
      SteadyOutcome.singular(velocity: 0).description
        == "the Jacobian matrix is singular where the velocity is 0.0")
    #expect(
      SteadyOutcome.tooManyIterations(velocity: 0.5).description
        == "the limit on iterations was met where the velocity is 0.5")
    #expect(SteadyOutcome.notFinite.description == "a state or a velocity is not finite")
  }
}
