import Calculus
import ODE
import Tensors
import Testing

/// How implicit steps are taken: row by row, with few matrices, and what becomes of systems that are not
/// solved.
@Suite struct ImplicitStepperTests {
  static let methods = SteppingMethod.adaptive.filter(\.isImplicit)

  /// Van der Pol's oscillator.
  private struct Oscillator: ControlledField {
    let dimension = 2
    let parameters = ParameterLayout(["stiffness": []])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      let (u, v) = (x.component(0), x.component(1))
      return .concatenate([v, theta[0] * ((1 - u.squared()) * v) - u], along: -1)
    }
  }

  private static let closure = ClosureField<Double>(dimension: 2) { _, x, dx in
    dx[0] = x[1]
    dx[1] = 50 * (1 - x[0] * x[0]) * x[1] - x[0]
  }

  private static let traced = FlowField<Double>(Oscillator(), theta: Tensor([50]))
  private static let starts = Tensor<Double>(
    [2, -1.5, 1.5, 0, 1, 0.5, 0.5, 1, 0, -1, -0.5, -0.5, -1, 0, -1.5, 1, -2, 2], shape: [9, 2])

  /// A row's steps are the same bit by bit whatever rows there are beside it.
  @Test(arguments: methods)
  func rowsAreIndependent(method: SteppingMethod) {
    let integrator = Integrator(method: method, control: .adaptive(relative: 1e-4, absolute: 1e-6))
    let span = TimeSpan(to: 60)
    let all = integrator.ends(
      of: ImplicitStepperTests.closure, from: ImplicitStepperTests.starts, over: span)
    for row in 0..<9 {
      let alone = integrator.ends(
        of: ImplicitStepperTests.closure, from: ImplicitStepperTests.starts.row(row), over: span)
      #expect(all.states.row(row).elements == alone.states.elements)
      #expect(all.statistics[row] == alone.statistics[0])
    }
  }

  /// Exact matrices give the steps that differences give, for fewer evaluations.
  @Test(arguments: methods)
  func tracedFieldsGiveTheirMatrices(method: SteppingMethod) {
    let integrator = Integrator(method: method, control: .adaptive(relative: 1e-6, absolute: 1e-8))
    let span = TimeSpan(to: 60)
    let exact = integrator.ends(
      of: ImplicitStepperTests.traced, from: ImplicitStepperTests.starts.row(0), over: span)
    let differences = integrator.ends(
      of: ImplicitStepperTests.closure, from: ImplicitStepperTests.starts.row(0), over: span)
    #expect(exact.allCompleted && differences.allCompleted)
    let distance = zip(exact.states.elements, differences.states.elements).map { abs($0 - $1) }
    #expect((distance.max() ?? 1) < 1e-3, "\(method) \(distance)")
    let (a, b) = (exact.total, differences.total)
    #expect(abs(a.accepted - b.accepted) <= b.accepted / 50 + 1)
    #expect(a.evaluations < b.evaluations && a.jacobians > 0 && a.factorizations >= a.jacobians)
  }

  /// Matrices of systems that converge fast are kept.
  @Test func matricesAreKept() {
    let linear = ClosureField<Double>(dimension: 2) { _, x, dx in
      dx[0] = -100 * x[0] + x[1]
      dx[1] = -x[1]
    }
    let ends = Integrator(method: .kvaerno5, control: .fixed(steps: 100)).ends(
      of: linear, from: Tensor([1, 1]), over: TimeSpan(to: 1))
    #expect(ends.total.jacobians == 1 && ends.total.factorizations == 1)
  }

  /// x' = x^2 from 1 by an implicit step over 1 has no real solution: an outcome, not a number.
  @Test func systemsWithoutSolutionAreReported() {
    let blowUp = ClosureField<Double>(dimension: 1) { _, x, dx in dx[0] = x[0] * x[0] }
    let ends = Integrator(method: .implicitEuler, control: .fixed(steps: 1)).ends(
      of: blowUp, from: Tensor([1, -1], shape: [2, 1]), over: TimeSpan(to: 1))
    #expect(ends.outcomes[0] == .notConverged(t: 0))
    #expect(ends.states[0, 0] == 1)
    // x = -1 + x^2.
    #expect(ends.outcomes[1] == .completed)
    #expect(abs(ends.states[1, 0] - (1 - 5.0.squareRoot()) / 2) < 1e-14)
  }
}
