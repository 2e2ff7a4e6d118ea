import Calculus
import Tensors
import Testing

@testable import ODE

/// Steps of stages against closed forms, stiff fields, and failures.
@Suite struct StageStepsTests {
  /// x' = −λ (x − cos t) − sin t, with the solution cos t from 1, however large λ.
  private struct Prothero: ControlledField {
    let dimension = 1
    let parameters = ParameterLayout(["rate": []])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      theta[0] * (t.cos() - x) - t.sin()
    }
  }

  /// Van der Pol's oscillator in the form y' = z, z' = μ ((1 − y²) z − y).
  private struct VanDerPol: ControlledField {
    let dimension = 2
    let parameters = ParameterLayout(["stiffness": []])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      let (y, z) = (x.component(0), x.component(1))
      return .concatenate([z, theta[0] * ((1 - y.squared()) * z - y)], along: -1)
    }
  }

  private func flow(
    _ field: some ControlledField, _ stages: StageScheme, steps: Int, to end: Double, rows: Int = 1
  ) -> StagedFlow<Double> {
    StagedFlow(
      HamiltonianProgram(Hamiltonian(field: field)),
      FlowScheme(method: .euler, steps: steps, to: end), stages, rows: rows, keepsTape: true,
      memory: .automatic)
  }

  /// What a flow makes of one row, and the gradient of a component of it.
  private func solve(
    _ flow: StagedFlow<Double>, _ theta: [Double], _ x0: [Double], component: Int = 0
  ) -> (end: Double, theta: Double, work: FlowWork) {
    var bar = theta.map { _ in 0.0 }
    let seed = x0.indices.map { $0 == component ? 1.0 : 0 }
    return theta.withUnsafeBufferPointer { theta in
      guard let base = theta.baseAddress else { return (.nan, .nan, FlowWork()) }
      flow.setParameters(base)
      let end = flow.solve(from: x0, count: 1).states[component]
      _ = flow.pullback(seed, cost: nil, into: &bar, horizon: nil)
      return (end, bar[0], flow.work)
    }
  }

  /// The order is the method's: by regression over three halvings, time in the field and all.
  @Test(arguments: StageSchemes.indices)
  func orders(_ index: Int) {
    let (_, stages, order) = StageSchemes.all[index]
    let errors = [8, 16, 32, 64].map { steps in
      abs(solve(flow(Prothero(), stages, steps: steps, to: 1), [2], [0.5]).end - Self.exact)
    }
    let slope = zip(errors, errors.dropFirst()).map { ($0 / $1).exponentOfTwo }
    #expect(abs(slope[2] - Double(order)) < 0.1, "\(slope)")
  }

  /// cos 1 − e⁻² / 2: the solution at 1 from 1/2 with λ = 2.
  private static var exact: Double { 0.540302305868139717400936607443 - 0.0676676416183063 }

  /// With λ = 1e6 and steps of a tenth an explicit method overflows; implicit ones follow, and their
  /// gradients are central differences.
  @Test(arguments: [2, 5, 6, 7, 8])
  func stiffFieldsAreFollowed(_ index: Int) {
    let stages = StageSchemes.all[index].scheme
    let flow = flow(Prothero(), stages, steps: 10, to: 1)
    let found = solve(flow, [1e6], [1])
    #expect(abs(found.end - 0.5403023058681398) < 1e-2)
    let difference = centralDifference(1e3) { solve(flow, [1e6 + $0], [1]).end }
    #expect(abs(found.theta - difference) < 1e-8 * max(abs(difference), 1e-9) + 1e-19)
  }

  /// Van der Pol with μ = 1000 along the slow manifold: the gradient by μ is the central difference.
  @Test(arguments: [2, 5, 6, 7, 8])
  func gradientsOfStiffOscillators(_ index: Int) {
    let flow = flow(VanDerPol(), StageSchemes.all[index].scheme, steps: 60, to: 0.5)
    let x0 = [2, -2.0 / 3]
    for component in 0..<2 {
      let found = solve(flow, [1000], x0, component: component)
      let difference = centralDifference(4) {
        solve(flow, [1000 + $0], x0, component: component).end
      }
      #expect(found.work.failedRows == 0)
      #expect(abs(found.theta - difference) < 1e-8 * abs(difference))
    }
  }

  /// x' = x²: an implicit step too long has no solution; the row has NaN, and others do not mind.
  @Test func unsolvableStagesAreFailures() {
    struct Explosion: ControlledField {
      let dimension = 1
      let parameters = ParameterLayout(["rate": []])

      func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
        x.squared() * theta[0]
      }
    }
    // X = 5 + X² / 4 has no real solution, X = 0.2 + X² / 4 has.
    let flow = flow(Explosion(), StageSchemes.implicitEuler, steps: 4, to: 1, rows: 2)
    let alone = self.flow(Explosion(), StageSchemes.implicitEuler, steps: 4, to: 1)
    let theta = [1.0]
    var bar = [0.0]
    theta.withUnsafeBufferPointer { theta in
      guard let base = theta.baseAddress else { return }
      flow.setParameters(base)
      let end = flow.solve(from: [5, 0.2], count: 2).states
      #expect(end[0].isNaN)
      #expect(flow.work.failedRows == 1)
      alone.setParameters(base)
      #expect(alone.solve(from: [0.2], count: 1).states[0] == end[1])
      let p = flow.pullback([1, 1], cost: nil, into: &bar, horizon: nil)
      #expect(p[0].isNaN && p[1].isFinite && bar[0].isNaN)
    }
  }
}

extension Double {
  /// The logarithm to base 2, from the exponent and the significand's series.
  fileprivate var exponentOfTwo: Double {
    // log2 s = 2/ln 2 artanh((s − 1) / (s + 1)), 1 ≤ s < 2.
    let z = (significand - 1) / (significand + 1)
    let series = (0..<40).reversed().reduce(0.0) { $0 * z * z + 1 / Double(2 * $1 + 1) }
    return Double(exponent) + 2 * z * series / 0.693147180559945309417232121458
  }
}
