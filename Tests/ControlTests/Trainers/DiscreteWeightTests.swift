import Calculus
import ODE
import Tensors
import Testing

@testable import Control

@Suite struct DiscreteWeightTests {
  /// Each update is the best member, found by trying them all.
  @Test(arguments: [false, true])
  func updateIsTheBruteForceMaximum(isTernary: Bool) {
    var stream = RandomStream(seed: 9)
    let members: [Double] = isTernary ? [-1, 0, 1] : [-1, 1]
    for _ in 0..<200 {
      let m = 2 * Tensor<Double>.uniform(shape: [3], using: &stream).elements[0] - 1
      let rho = Tensor<Double>.uniform(shape: [1], using: &stream).elements[0]
      let lambda = 0.3 * Tensor<Double>.uniform(shape: [1], using: &stream).elements[0]
      for old in members {
        func gain(_ theta: Double) -> Double {
          let move = (theta - old) * (theta - old)
          return isTernary
            ? m * theta - rho * move - lambda * theta * theta : m * theta - rho / 2 * move
        }
        let chosen =
          isTernary
          ? DiscreteWeights.ternary(old, m, rho, lambda) : DiscreteWeights.binary(old, m, rho)
        let best = members.map(gain).max() ?? .nan
        #expect(members.contains(chosen) && gain(chosen) == best, "\(m) \(rho) \(lambda) \(old)")
      }
    }
  }

  /// Weights stay in their set, and the cost of a linear-in-weights flow falls.
  @Test(arguments: [AdmissibleSet.binary, .ternary])
  func weightsStayInTheirSet(_ set: AdmissibleSet) {
    struct Field: ControlledField {
      let dimension = 3
      let parameters = ParameterLayout(["w": [3, 3]])
      func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
        x.tanh() • theta[0]
      }
    }
    struct Distance: TerminalCost {
      let dimension = 3
      let targetDimension = 3
      let parameters = ParameterLayout()
      func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
        (x - y).squared().sum(over: -1)
      }
    }
    let scheme = FlowScheme(
      method: .euler, steps: 4, control: .piecewiseConstant(pieces: 4))
    let problem = ControlProblem<Double>(
      dynamics: HamiltonianProgram(Hamiltonian(field: Field())),
      terminal: TerminalProgram(Distance()), solver: .fixed(scheme), admissible: set)
    let pool = ForkJoinPool(threads: 1)
    var stream = RandomStream(seed: 2)
    let states = Tensor<Double>.uniform(shape: [64, 3], in: -1..<1, using: &stream)
    let truth = set.projection(of: Tensor<Double>.uniform(shape: [36], in: -2..<2, using: &stream))
    let targets = problem.finalStates(from: states, theta: truth, on: pool).states
    let ensemble = Ensemble(states: states, targets: targets)
    var theta = set.projection(of: Tensor<Double>.uniform(shape: [36], in: -2..<2, using: &stream))
    let trainer = DiscreteWeightTrainer(
      problem, rule: DiscreteWeights(averaging: 0.8, inertia: 0.5), pool: pool)
    let first = trainer.improve(&theta, over: ensemble).cost
    var least = first
    for _ in 0..<100 {
      least = min(least, trainer.improve(&theta, over: ensemble).cost)
      #expect(set.contains(theta))
    }
    #expect(least < first / 2, "\(first) \(least)")
  }
}
