import Calculus
import Control
import ODE
import Tensors

/// The sine problem of Li, Chen, Tai & E, JMLR 18 (2018), section 5.1: five states that all begin at
/// x, twenty residual layers of tanh, and the sum of the states is to be sin x.
struct SineProblem {
  struct Layer: ControlledField {
    let dimension = 5
    let parameters = ParameterLayout(["w": [5, 5], "b": [5]])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      (x • theta[0] + theta[1]).tanh()
    }
  }

  /// A multiple of the squares of a layer's numbers, as the integral over the layer's step.
  struct Decay: RunningCost {
    let rate: Double

    func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      A.constant(rate) * (theta[0].squared().sum() + theta[1].squared().sum())
    }
  }

  struct Sum: TerminalCost {
    let dimension = 5
    let targetDimension = 1
    let parameters = ParameterLayout()

    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      (x.sum(over: -1) - y.sum(over: -1)).squared()
    }
  }

  static func problem(decay: Double) -> ControlProblem<Double> {
    let hamiltonian =
      decay == 0
      ? Hamiltonian(field: Layer())
      : Hamiltonian(field: Layer(), runningCost: Decay(rate: decay / 0.5))
    return ControlProblem(
      dynamics: HamiltonianProgram(hamiltonian), terminal: TerminalProgram(Sum()),
      solver: .fixed(
        FlowScheme(
          method: .euler, steps: 20, to: 5, control: .piecewiseConstant(pieces: 20))))
  }

  static func ensemble(rows: Int, seed: UInt64) -> Ensemble<Double> {
    var stream = RandomStream(seed: seed)
    let x = Tensor<Double>.uniform(shape: [rows, 1], in: -Double.pi..<Double.pi, using: &stream)
    return Ensemble(
      states: Tensor(stacking: (0..<5).map { _ in x.column(0) }, along: 1), targets: x.sin())
  }
}
