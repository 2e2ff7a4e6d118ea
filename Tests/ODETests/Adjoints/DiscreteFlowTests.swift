import Calculus
import ODE
import Tensors
import Testing

@Suite struct DiscreteFlowTests {
  static let controls: [ControlShape] = [
    .constant, .piecewiseConstant(pieces: 3), .piecewiseLinear(pieces: 2),
  ]

  /// All methods; in debug, where differences take long, one without and one with an error estimate.
  #if DEBUG
  static let methods: [SteppingMethod] = [.rungeKutta4, .bogackiShampine]
  #else
  static let methods = SteppingMethod.all.filter { !$0.isImplicit }
  #endif

  private func solver(
    _ method: SteppingMethod, _ control: ControlShape, from start: Double = 0.2,
    to end: Double = 1.4
  ) -> FlowSolver {
    .fixed(FlowScheme(method: method, steps: 6, from: start, to: end, control: control))
  }

  /// The gradients by θ, x₀ and both ends of the horizon are central differences of what the steps
  /// compute, for every method and every shape of control.
  @Test(arguments: methods, controls)
  func gradientIsThatOfTheSteps(_ method: SteppingMethod, _ control: ControlShape) {
    let problem = FlowProblem(solver(method, control))
    let gradient = problem.gradient()
    let theta = problem.theta.indices.map { index in
      centralDifference { h in
        var moved = problem
        moved.theta[index] += h
        return moved.objective()
      }
    }
    let x0 = problem.x0.indices.map { index in
      centralDifference { h in
        var moved = problem
        moved.x0[index] += h
        return moved.objective()
      }
    }
    #expect(relativeError(gradient.theta, theta) < 1e-9)
    #expect(relativeError(gradient.x0, x0) < 1e-9)
    let end = centralDifference {
      FlowProblem(solver(method, control, to: 1.4 + $0)).objective()
    }
    let start = centralDifference {
      FlowProblem(solver(method, control, from: 0.2 + $0)).objective()
    }
    #expect(abs(gradient.horizon.end - end) < 1e-9 * (1 + abs(end)))
    #expect(abs(gradient.horizon.start - start) < 1e-9 * (1 + abs(start)))
  }

  /// Without a tape the same states come out, bit for bit.
  @Test(arguments: controls)
  func tapeDoesNotChangeTheSolution(_ control: ControlShape) {
    let problem = FlowProblem(solver(.rungeKutta4, control))
    #expect(problem.states(keepsTape: true) == problem.states(keepsTape: false))
  }

  /// A row ends in the same place, bit for bit, alone and among others.
  @Test func rowsDoNotDependOnTheirNeighbours() {
    let problem = FlowProblem(solver(.dormandPrince, .constant))
    let together = problem.states(keepsTape: true)
    for row in 0..<FlowProblem.rows {
      let alone = problem.states(keepsTape: true, rows: row..<row + 1)
      #expect(alone == Array(together[3 * row..<3 * row + 3]))
    }
  }

  /// On dx/dt = a x the flow is x₀ e^{aT}, and all derivatives are known.
  @Test func linearFieldHasItsClosedForm() {
    let (a, x0, end) = (0.7, 1.3, 1.5)
    let program = HamiltonianProgram<Double>(Hamiltonian(field: Growth()))
    let flow = DiscreteFlow(
      program, scheme: FlowScheme(method: .rungeKutta4, steps: 200, to: end), rows: 1)
    var theta = [a]
    var thetaBar = [0.0]
    var horizon = HorizonGradient()
    theta.withUnsafeMutableBufferPointer { theta in
      guard let base = theta.baseAddress else { return }
      flow.setParameters(base)
      let exact = x0 * exponential(a * end)
      #expect(abs(flow.solve(from: [x0], count: 1).states[0] - exact) < 1e-8)
      let p = flow.pullback([1], cost: nil, into: &thetaBar, horizon: &horizon)
      #expect(abs(p[0] - exact / x0) < 1e-8)
      #expect(abs(thetaBar[0] - end * exact) < 1e-8)
      #expect(abs(horizon.end - a * exact) < 1e-8)
    }
  }

  private struct Growth: ControlledField {
    let dimension = 1
    let parameters = ParameterLayout(["rate": []])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A { x * theta[0] }
  }

  private func exponential(_ x: Double) -> Double { Tensor([x]).exp()[0] }
}

extension FlowProblem {
  /// The states at the end of some rows.
  func states(keepsTape: Bool, rows: Range<Int> = 0..<FlowProblem.rows) -> [Double] {
    let flow = solver.makeFlow(FlowProblem.program, rows: rows.count, keepsTape: keepsTape)
    return theta.withUnsafeBufferPointer { theta in
      guard let base = theta.baseAddress else { return [] }
      flow.setParameters(base)
      let start = Array(x0[3 * rows.lowerBound..<3 * rows.upperBound])
      let ends = flow.solve(from: start, count: rows.count).states
      return (0..<3 * rows.count).map { ends[$0] }
    }
  }
}
