import FlowLearn
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

struct Gated: Layer {
  let width: Int

  var parameters: ParameterLayout {
    ParameterLayout(["gate": [width, width], "value": [width, width]])
  }

  func apply<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    (x • theta[0]).sigmoid() * (x • theta[1]).tanh()
  }

  func initialParameters(using stream: inout RandomStream) -> [Double] {
    (0..<2 * width * width).map { _ in 0.2 * stream.uniform() - 0.1 }
  }
}

final class SignDescent: ControlTrainer {
  let problem: ControlProblem<Double>
  private let objective: EnsembleObjective<Double>
  private let rate: Double

  init(_ problem: ControlProblem<Double>, rate: Double, pool: ForkJoinPool) {
    self.problem = problem
    self.rate = rate
    objective = EnsembleObjective(problem, pool: pool)
  }

  func improve(
    _ theta: inout Tensor<Double>, over ensemble: Ensemble<Double>
  ) -> ControlImprovement {
    var gradient = theta
    var improvement = ControlImprovement(
      cost: objective.value(theta, over: ensemble, gradient: &gradient))
    improvement.gradientNorm = gradient.norm
    theta = problem.admissibleControl(nearestTo: theta - rate * gradient.sign())
    return improvement
  }
}

@Suite struct OwnPartsGuideTests {
  /// A sum of squares of states of any dimension.
  private struct SquaredEnd: TerminalCost {
    let dimension = 3
    let targetDimension = 1
    let parameters = ParameterLayout()

    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      x.squared().sum(over: -1) + y.sum(over: -1)
    }
  }

  /// A layer of one's own has exact gradients, and a trainer of one's own lowers the cost.
  @Test func ownLayerAndTrainer() {
    let gated = NeuralField(dimension: 3, network: Gated(width: 3))
    let dynamics = HamiltonianProgram<Double>(Hamiltonian(field: gated))
    let problem = ControlProblem(
      dynamics: dynamics, terminal: TerminalProgram(SquaredEnd()),
      solver: .fixed(FlowScheme(method: .rungeKutta4, steps: 6)))
    let pool = ForkJoinPool(threads: 1)
    var stream = RandomStream(seed: 3)
    var theta = Tensor<Double>(gated.network.initialParameters(using: &stream))
    let rows = Ensemble<Double>(
      states: Tensor((0..<15).map { sin(Double($0)) }, shape: [5, 3]), targets: .zeros([5, 1]))
    let objective = EnsembleObjective(problem, pool: pool)
    var gradient = theta
    _ = objective.value(theta, over: rows, gradient: &gradient)
    for place in theta.elements.indices {
      let sides = [1e-5, -1e-5].map { change in
        var moved = theta.elements
        moved[place] += change
        return objective.value(Tensor(moved), over: rows)
      }
      #expect(abs((sides[0] - sides[1]) / 2e-5 - gradient.elements[place]) < 1e-8)
    }
    let trainer = SignDescent(problem, rate: 1e-2, pool: pool)
    let costs = (0..<20).map { _ in trainer.improve(&theta, over: rows).cost }
    #expect((costs.last ?? .nan) < 0.98 * costs[0])
  }

  @Test func ownMethodHasItsOrder() {
    let ralston = ButcherTableau(
      name: "ralston", order: 2, a: [[], [2 / 3]], b: [1 / 4, 3 / 4], c: [0, 2 / 3],
      embedded: EmbeddedMethod(order: 1, b: [1, 0]),
      source: "Ralston, Math. Comp. 16 (1962)")
    let ends = Integrator(method: .explicit(ralston), control: .fixed(steps: 100)).ends(
      of: ClosureField<Double>(dimension: 1) { _, x, dx in dx[0] = -x[0] },
      from: Tensor([1]), over: TimeSpan(to: 1))
    // The error of order 2 is e⁻¹ h² / 6.
    let error = abs(ends.states.elements[0] - exp(-1))
    #expect(abs(error / (exp(-1) * 1e-4 / 6) - 1) < 0.02)
  }

  @Test func ownSystemRuns() {
    let predators = ClosureField<Double>(dimension: 2) { _, x, dx in
      dx[0] = x[0] * (1.1 - 0.4 * x[1])
      dx[1] = x[1] * (0.1 * x[0] - 0.4)
    }
    let ends = Integrator(control: .adaptive(relative: 1e-10)).ends(
      of: predators, from: Tensor([10, 5]), over: TimeSpan(to: 20))
    // 0.1 x − 0.4 log x + 0.4 y − 1.1 log y is constant.
    func constant(_ x: [Double]) -> Double {
      0.1 * x[0] - 0.4 * log(x[0]) + 0.4 * x[1] - 1.1 * log(x[1])
    }
    #expect(abs(constant(ends.states.elements) - constant([10, 5])) < 1e-7)
  }
}
