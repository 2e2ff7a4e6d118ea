import Calculus
import Tensors
import Testing

@testable import ODE

@Suite struct ReversibleFlowTests {
  static let couplings = [1, 0.99, 0.9]

  private func scheme(
    _ coupling: Double, steps: Int = 8, method: SteppingMethod = .rungeKutta4,
    from start: Double = 0.2, to end: Double = 1.4, control: ControlShape = .constant
  ) -> FlowScheme {
    FlowScheme(
      method: method, steps: steps, from: start, to: end, control: control, coupling: coupling)
  }

  /// Gradients by parameters, first states and the horizon's ends are central differences.
  @Test(arguments: couplings, StagedFlowTests.controls)
  func gradientIsThatOfTheSteps(_ coupling: Double, _ control: ControlShape) {
    let scheme = scheme(coupling, control: control)
    let problem = FlowProblem(.fixed(scheme))
    let flow = ReversibleFlow(FlowProblem.program, scheme: scheme, rows: FlowProblem.rows)
    let gradient = problem.gradient(by: flow)
    let theta = problem.theta.indices.map { index in
      centralDifference { h in
        var moved = problem
        moved.theta[index] += h
        return moved.objective(by: flow)
      }
    }
    let x0 = problem.x0.indices.map { index in
      centralDifference { h in
        var moved = problem
        moved.x0[index] += h
        return moved.objective(by: flow)
      }
    }
    let end = centralDifference { h in
      FlowProblem(.fixed(self.scheme(coupling, to: 1.4 + h, control: control))).objective()
    }
    let start = centralDifference { h in
      FlowProblem(.fixed(self.scheme(coupling, from: 0.2 + h, control: control))).objective()
    }
    // Differences on the grid of λ = 1 are rounded, those without to a few units of the last place.
    let bound = coupling == 1 ? 1e-9 : 2e-12
    #expect(relativeError(gradient.theta, theta) < bound)
    #expect(relativeError(gradient.x0, x0) < bound)
    #expect(abs(gradient.horizon.end - end) < bound)
    #expect(abs(gradient.horizon.start - start) < bound)
  }

  /// Over a thousand steps states come back bit for bit with λ = 1, and so does the gradient; with
  /// λ = 0.99 to rounding times 0.99⁻¹⁰⁰⁰ = 23 164.
  @Test func statesComeBack() {
    for (coupling, bound) in [(1, 0.0), (0.99, 23_164 * 1e-15), (0.999, 2.72 * 1e-15)] {
      let scheme = scheme(coupling, steps: 1000, to: 2.2)
      let problem = FlowProblem(.fixed(scheme))
      let reversible = ReversibleFlow(FlowProblem.program, scheme: scheme, rows: FlowProblem.rows)
      let storing = ReversibleFlow(
        FlowProblem.program, scheme, rows: FlowProblem.rows, reconstructs: false)
      let (a, b) = (problem.gradient(by: reversible), problem.gradient(by: storing))
      #expect(a.work.reconstructionError <= bound)
      #expect(relativeError(a.theta, b.theta) <= bound)
      if coupling == 1 { #expect(a.theta == b.theta && a.x0 == b.x0) }
    }
  }

  /// The steps have the method's order: halving them divides the error by 16.
  @Test(arguments: couplings)
  func orderIsTheMethods(_ coupling: Double) {
    func ends(_ steps: Int) -> Double {
      FlowProblem(.fixed(scheme(coupling, steps: steps))).objective()
    }
    let exact = FlowProblem(
      .fixed(FlowScheme(method: .dormandPrince, steps: 400, from: 0.2, to: 1.4))
    ).objective()
    let errors = [20, 40, 80].map { abs(ends($0) - exact) }
    #expect(abs(errors[0] / errors[1] - 16) < 0.3)
    #expect(abs(errors[1] / errors[2] - 16) < 0.3)
  }

  /// The bytes are known and do not depend on the number of steps.
  @Test func memoryIsConstant() {
    let bytes = [10, 1000, 1_000_000].map {
      FlowSolver.fixed(scheme(0.99, steps: $0)).bytes(
        FlowProblem.program, rows: 64, keepsTape: true)
    }
    #expect(Set(bytes).count == 1)
    let tapes = DiscreteFlow.bytes(
      FlowProblem.program, scheme: FlowScheme(method: .rungeKutta4, steps: 1000), rows: 64,
      memory: .everything)
    #expect(bytes[0] * 10 < tapes)
  }
}
