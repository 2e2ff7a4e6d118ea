import FlowLearn
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

struct Decay: ControlledField {
  let dimension = 1
  let parameters = ParameterLayout(["rate": [1]])

  func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
    -(theta[0] * x)
  }
}

struct HalfSquare: TerminalCost {
  let dimension = 1
  let targetDimension = 1
  let parameters = ParameterLayout()

  func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
    (0.5 * (x - y).squared()).sum(over: -1)
  }
}

@Suite struct CostateGuideTests {
  @Test func gradientIsTheClosedForms() {
    let problem = ControlProblem<Double>(
      dynamics: HamiltonianProgram(Hamiltonian(field: Decay())),
      terminal: TerminalProgram(HalfSquare()),
      solver: .fixed(FlowScheme(method: .rungeKutta4, steps: 20)))
    let rows = Ensemble<Double>(
      states: Tensor([2, -1], shape: [2, 1]), targets: Tensor([1, 0], shape: [2, 1]))
    let objective = EnsembleObjective(problem, pool: ForkJoinPool(threads: 2))
    let rate = Tensor<Double>([0.7])
    var gradient = rate
    let cost = objective.value(rate, over: rows, gradient: &gradient)
    let ends = [2 * exp(-0.7), -exp(-0.7)]
    let errors = [ends[0] - 1, ends[1]]
    #expect(abs(cost - (errors[0] * errors[0] + errors[1] * errors[1]) / 4) < 1e-7)
    #expect(
      abs(gradient.elements[0] + (errors[0] * ends[0] + errors[1] * ends[1]) / 2) < 1e-7)
  }

  @Test func reportOfAControl() {
    let problem = ControlProblem<Double>(
      dynamics: HamiltonianProgram(Hamiltonian(field: Decay())),
      terminal: TerminalProgram(HalfSquare()),
      solver: .fixed(
        FlowScheme(method: .rungeKutta4, steps: 4, control: .piecewiseConstant(pieces: 4))),
      admissible: .box(-1...1))
    let rows = Ensemble<Double>(
      states: Tensor([2, 1], shape: [2, 1]), targets: Tensor([0, 0], shape: [2, 1]))
    let pool = ForkJoinPool(threads: 1)
    let theta = Tensor<Double>(repeating: 1, shape: [4])
    let report = PontryaginReport(of: theta, problem, over: rows, on: pool)
    print(report.greatestGap, report.hamiltonianSpread)
    print(report.csv)
    // The fastest decay that is allowed is the best.
    #expect(report.greatestGap < 1e-9)
    #expect(report.pieces.count == 4)
  }
}
