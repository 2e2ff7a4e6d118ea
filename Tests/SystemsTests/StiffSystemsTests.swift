import Foundation
import ODE
import Systems
import Tensors
import Testing

/// Implicit methods on the catalogue's stiff systems, against their reference states.
@Suite struct StiffSystemsTests {
  static let systems = [
    DynamicalSystem<Double>.robertson, .hires, .oregonator, .vanDerPolStiff,
  ]
  static let methods = SteppingMethod.adaptive.filter { $0.isImplicit && $0.order > 1 }

  @Test(arguments: systems, methods)
  func errorsFollowTolerances(system: DynamicalSystem<Double>, method: SteppingMethod) throws {
    let reference = try #require(system.reference)
    for tolerance in [1e-3, 1e-4, 1e-5, 1e-6, 1e-7] {
      let ends = Integrator(
        method: method,
        control: .adaptive(
          relative: tolerance, absolute: tolerance * (system.name == "robertson" ? 1e-6 : 1e-3))
      ).ends(of: system.field, from: system.start, over: system.span)
      let errors = zip(ends.states.elements, reference.state).map { abs($0 - $1) / abs($1) }
      let work = ends.statistics[0]
      print(
        system.name, method.name, tolerance, ends.outcomes[0], "error", errors.max() ?? .nan, "steps",
        work.accepted, work.rejected, "f", work.evaluations, "J", work.jacobians, "LU",
        work.factorizations)
    }
  }
}
