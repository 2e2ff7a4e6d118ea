import Calculus
import ODE
import Tensors
import Testing

@testable import Control

@Suite struct DiscreteWeightTests {
  /// Each step's weights are the best members, found by trying them all, entry by entry.
  @Test(arguments: [false, true])
  func stepIsTheBruteForceMaximum(isTernary: Bool) {
    var stream = RandomStream(seed: 9)
    let members: [Double] = isTernary ? [-1, 0, 1] : [-1, 1]
    let count = 700
    let update = DiscreteWeightUpdate<Double>(isTernary: isTernary, count: count)
    var theta = (0..<count).map { _ in members[stream.integer(below: members.count)] }
    var average = Tensor<Double>.uniform(shape: [count], in: -1..<1, using: &stream).elements
    for step in 0..<20 {
      let gradient = Tensor<Double>.normal(shape: [count], using: &stream).elements
      let rule = DiscreteWeights(
        averaging: 0.9 * stream.uniform(), inertia: step == 0 ? 0 : stream.uniform(),
        sparsity: isTernary ? 0.3 * stream.uniform() : 0)
      let (old, m) = (
        theta,
        zip(average, gradient).map { rule.averaging * $0 - (1 - rule.averaging) * $1 }
      )
      let rho =
        rule.inertia
        * (zip(old, m).filter { $0 != ($1 > 0 ? 1 : -1) }.map { abs($1) }.max() ?? 0)
      update.step(&theta, &average, gradient, count: count, rule)
      for entry in 0..<count {
        func gain(_ member: Double) -> Double {
          let move = (member - old[entry]) * (member - old[entry])
          return isTernary
            ? m[entry] * member - rho * move - rule.sparsity * member * member
            : m[entry] * member - rho / 2 * move
        }
        let best = members.map(gain).max() ?? .nan
        #expect(abs(average[entry] - m[entry]) < 1e-15)
        #expect(members.contains(theta[entry]) && gain(theta[entry]) >= best - 1e-15)
      }
      #expect(step > 0 || theta != old)
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
