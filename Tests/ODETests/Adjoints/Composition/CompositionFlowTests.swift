import Calculus
import Tensors
import Testing

@testable import ODE

/// Gradients of compositions against central differences.
@Suite struct CompositionFlowTests {
  /// No separable one, and time everywhere: the gradient is that of what is computed.
  struct Field: ControlledField {
    let dimension = 4
    let parameters = ParameterLayout(["w": [4, 4], "b": [4]])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      (x • theta[0] + theta[1]).tanh() * (1 + 0.5 * (2 * t).sin())
    }
  }

  static let rows = 3
  static let program = HamiltonianProgram<Double>(Hamiltonian(field: Field()))

  private struct Numbers {
    var theta: [Double]
    var x0: [Double]
  }

  private func objective(
    _ flow: any DifferentiableFlow<Double>, _ numbers: Numbers, _ end: [Double]
  )
    -> Double
  {
    numbers.theta.withUnsafeBufferPointer { theta in
      guard let theta = theta.baseAddress else { return .nan }
      flow.setParameters(theta)
      let states = flow.solve(from: numbers.x0, count: CompositionFlowTests.rows).states
      return end.indices.reduce(0) { $0 + end[$1] * states[$1] }
    }
  }

  @Test("Gradients are those of the steps", arguments: SteppingMethod.separable)
  func gradients(method: SteppingMethod) {
    for control in [ControlShape.constant, .piecewiseLinear(pieces: 2)] {
      func solver(_ start: Double, _ end: Double) -> FlowSolver {
        .fixed(FlowScheme(method: method, steps: 4, from: start, to: end, control: control))
      }
      let make = { (solver: FlowSolver) in
        solver.makeFlow(
          CompositionFlowTests.program, rows: CompositionFlowTests.rows, keepsTape: true)
      }
      let flow = make(solver(0.2, 1.4))
      let numbers = Numbers(
        theta: FlowProblem.numbers(20 * control.nodeCount, seed: 1, scale: 0.8),
        x0: FlowProblem.numbers(12, seed: 2, scale: 1))
      let end = FlowProblem.numbers(12, seed: 3, scale: 1)
      _ = objective(flow, numbers, end)
      var thetaBar = [Double](repeating: 0, count: numbers.theta.count)
      var horizon = HorizonGradient()
      let p = numbers.theta.withUnsafeBufferPointer { theta -> [Double] in
        guard let theta = theta.baseAddress else { return [] }
        flow.setParameters(theta)
        let p = flow.pullback(end, cost: nil, into: &thetaBar, horizon: &horizon)
        return (0..<12).map { p[$0] }
      }
      let byTheta = numbers.theta.indices.map { index in
        centralDifference { h in
          var moved = numbers
          moved.theta[index] += h
          return objective(flow, moved, end)
        }
      }
      let byX0 = numbers.x0.indices.map { index in
        centralDifference { h in
          var moved = numbers
          moved.x0[index] += h
          return objective(flow, moved, end)
        }
      }
      let byEnd = centralDifference { objective(make(solver(0.2, 1.4 + $0)), numbers, end) }
      let byStart = centralDifference { objective(make(solver(0.2 + $0, 1.4)), numbers, end) }
      let errors = [relativeError(thetaBar, byTheta), relativeError(p, byX0)]
      print("equal steps, \(method.name), \(control): \(errors)")
      #expect(errors.allSatisfy { $0 < 2e-11 })
      #expect(abs(horizon.end - byEnd) < 1e-9 && abs(horizon.start - byStart) < 1e-9)
    }
  }

  @Test("A flow takes the bytes that it says")
  func bytes() {
    let scheme = FlowScheme(method: .yoshida6, steps: 10)
    let solver = FlowSolver.fixed(scheme)
    let keeping = solver.bytes(CompositionFlowTests.program, rows: 5, keepsTape: true)
    let passing = solver.bytes(CompositionFlowTests.program, rows: 5, keepsTape: false)
    let longer = FlowSolver.fixed(scheme.with(steps: 20)).bytes(
      CompositionFlowTests.program, rows: 5, keepsTape: true)
    #expect(longer - keeping == 10 * 5 * 4 * 8)
    #expect(passing < keeping)
  }
}
