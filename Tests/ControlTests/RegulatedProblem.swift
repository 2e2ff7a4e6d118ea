import Calculus
import Control
import ODE
import Tensors

/// A small problem with everything in it: time, a running cost, a read-out, several targets.
struct RegulatedProblem {
  struct Field: ControlledField {
    let dimension = 2
    let parameters = ParameterLayout(["w1": [2, 3], "b1": [3], "w2": [3, 2]])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      ((x • theta[0] + theta[1]).tanh() • theta[2]) * (1 + 0.3 * t.sin())
    }
  }

  struct Cost: RunningCost {
    func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      0.2 * x.squared().sum(over: -1) + 0.05 * theta[2].squared().sum()
    }
  }

  struct Distance: TerminalCost {
    let dimension = 2
    let targetDimension = 3
    let parameters = ParameterLayout(["out": [2, 3], "shift": [3]])

    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      (x • theta[0] + theta[1] - y).squared().sum(over: -1)
    }
  }

  static let dynamics = HamiltonianProgram<Double>(
    Hamiltonian(field: Field(), runningCost: Cost()))
  static let terminal = TerminalProgram<Double>(Distance())

  static func problem(_ solver: FlowSolver) -> ControlProblem<Double> {
    ControlProblem(dynamics: dynamics, terminal: terminal, solver: solver)
  }

  static func numbers(_ shape: [Int], seed: UInt64) -> Tensor<Double> {
    var stream = RandomStream(seed: seed)
    return Tensor.uniform(shape: shape, in: -1..<1, using: &stream)
  }

  static func ensemble(rows: Int, weights: [Double]? = nil) -> Ensemble<Double> {
    let (states, targets) = (numbers([rows, 2], seed: 1), numbers([rows, 3], seed: 2))
    guard let weights else { return Ensemble(states: states, targets: targets) }
    return Ensemble(states: states, targets: targets, weights: Tensor(weights))
  }
}
