import Calculus
import ODE
import Tensors
import Testing

@Suite struct CostateSweepTests {
  private struct Field: ControlledField {
    let dimension = 2
    let parameters = ParameterLayout(["w": [2, 2], "b": [2]])
    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      (x • theta[0] + theta[1]).tanh() * (1 + 0.3 * t.sin())
    }
  }

  private struct Cost: RunningCost {
    func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      0.2 * x.squared().sum(over: -1) + 0.05 * theta[0].squared().sum()
    }
  }

  /// One ascent step on the Hamiltonian is a step of back-propagation: the gradient that the costates
  /// give is the flow's, node by node (proposition 5 of Li, Chen, Tai & E, JMLR 18, 2018).
  @Test(arguments: [ButcherTableau.euler, .rungeKutta4])
  func costatesGiveTheGradient(_ method: ButcherTableau) {
    let program = HamiltonianProgram<Double>(Hamiltonian(field: Field(), runningCost: Cost()))
    let scheme = FlowScheme(
      method: .explicit(method), steps: 6, from: 0.1, to: 1.4,
      control: .piecewiseConstant(pieces: 3))
    var stream = RandomStream(seed: 4)
    let theta = Tensor<Double>.uniform(shape: [18], in: -1..<1, using: &stream)
    let x0 = Tensor<Double>.uniform(shape: [5, 2], in: -1..<1, using: &stream)
    let bar = Tensor<Double>.uniform(shape: [5, 2], in: -1..<1, using: &stream)
    let weights = Tensor<Double>.uniform(shape: [5], in: 0..<1, using: &stream)
    let flow = DiscreteFlow(program, scheme: scheme, rows: 5)
    let sweep = CostateSweep(program, scheme: scheme, rows: 5)
    var (expected, found) = (Tensor<Double>.zeros([18]), Tensor<Double>.zeros([18]))
    theta.withUnsafeElements { theta in
      x0.withUnsafeElements { x0 in
        bar.withUnsafeElements { bar in
          weights.withUnsafeElements { w in
            guard let theta = theta.baseAddress, let x0 = x0.baseAddress,
              let bar = bar.baseAddress, let w = w.baseAddress
            else { return }
            flow.setParameters(theta)
            sweep.setParameters(theta)
            let ends = flow.solve(from: x0, count: 5)
            let others = sweep.solve(from: x0, count: 5)
            for i in 0..<10 { #expect(abs(ends.states[i] - others.states[i]) < 1e-14) }
            for i in 0..<5 { #expect(abs(ends.cost[i] - others.cost[i]) < 1e-14) }
            expected.withUnsafeMutableElements { gradient in
              guard let gradient = gradient.baseAddress else { return }
              _ = flow.pullback(bar, cost: w, into: gradient, horizon: nil)
            }
            found.withUnsafeMutableElements { gradient in
              guard let gradient = gradient.baseAddress else { return }
              sweep.pullback(bar, weights: w, into: gradient)
            }
          }
        }
      }
    }
    let difference = zip(expected.elements, found.elements).map { abs($0 - $1) }.max() ?? .nan
    #expect(difference < 1e-13, "\(difference)")
  }
}
