import Calculus
import ODE
import Systems
import Tensors
import Testing

/// The catalogue's small fields: their velocities, and the states that others published.
@Suite struct SmallSystemTests {
  private typealias System = DynamicalSystem<Double>

  @Test func velocitiesAreThoseOfTheCatalogue() {
    check(Lorenz63Field(), System.lorenz63)
    check(VanDerPolField(mu: 5), System.vanDerPol.setting("mu", to: 5))
    check(ArenstorfField(), System.arenstorf)
    check(PleiadesField(), System.pleiades)
  }

  private func check<Field: SmallField>(_ field: Field, _ system: System)
  where Field.State.Component == Double {
    let x = system.initialState.enumerated().map { $1 + 0.125 * Double($0 % 5) }
    let wanted = system.field.velocities(at: 0, Tensor(x, shape: [1, x.count]))
    let found = field.velocity(at: 0, Field.State { x[$0] })
    for index in x.indices {
      let scale = max(abs(wanted[0, index]), 1)
      #expect(abs(found[component: index] - wanted[0, index]) < 1e-14 * scale)
    }
  }

  /// Arenstorf's orbit closes after its period.
  @Test func orbitCloses() {
    let start = ArenstorfField<Double>.start
    let end = Integrator(
      method: .dormandPrince, control: .adaptive(relative: 1e-13, absolute: 1e-13)
    ).end(of: ArenstorfField(), from: start, over: TimeSpan(to: ArenstorfField<Double>.period))
    #expect(end.outcome == .completed)
    let miss = end.state - start
    #expect(abs(miss[0]) < 3e-9 && abs(miss[1]) < 3e-9, "\(miss)")
  }

  @Test func pleiadesReachThePublishedState() {
    let end = Integrator(
      method: .dormandPrince, control: .adaptive(relative: 1e-12, absolute: 1e-12)
    ).end(of: PleiadesField<Double>(), from: PleiadesField.start, over: TimeSpan(to: 3))
    let wanted = PleiadesField<Double>.endState
    let worst = (0..<28).map { abs(end.state[$0] - wanted[$0]) }.max() ?? .nan
    #expect(worst < 1e-9, "\(worst)")
  }

  /// The digits are those of an extrapolation method in quadruple precision (Gragg, Bulirsch & Stoer)
  /// at tolerance 1e-27.
  @Test func lorenzReachesTheDigitsOfQuadruplePrecision() {
    let wanted = SIMD3(-6.512113699419599047, -6.9740427884170761343, 23.924129572103370351)
    let errors = [1e-6, 1e-9, 1e-12].map { tolerance in
      let end = Integrator(
        method: .dormandPrince, control: .adaptive(relative: tolerance, absolute: tolerance)
      ).end(of: Lorenz63Field(), from: SIMD3(1, 1, 1), over: TimeSpan(to: 5))
      let miss = end.state - wanted
      return (miss * miss).sum().squareRoot()
    }
    #expect(errors[0] < 6e-4 && errors[1] < 5e-7 && errors[2] < 5e-10, "\(errors)")
  }

  @Test func vanDerPolReachesTheDigitsOfQuadruplePrecision() {
    let wanted = SIMD2(-1.6012968795428539088, 0.19832667633866208455)
    let end = Integrator(
      method: .tsitouras, control: .adaptive(relative: 1e-11, absolute: 1e-11)
    ).end(of: VanDerPolField(mu: 5), from: SIMD2(2, 0), over: TimeSpan(to: 20))
    let miss = end.state - wanted
    #expect(abs(miss[0]) < 1e-10 && abs(miss[1]) < 1e-10, "\(miss)")
  }

  /// The steps are those of Hairer and Wanner's code, of which are published 1442 evaluations, 240
  /// steps, 216 accepted.
  @Test func stepsAreThoseOfThePublishedCode() {
    let end = Integrator(
      method: .dormandPrince, control: .adaptive(relative: 1e-7, absolute: 1e-7)
    ).end(
      of: ArenstorfField(), from: ArenstorfField<Double>.start,
      over: TimeSpan(to: ArenstorfField<Double>.period))
    #expect(end.statistics.accepted == 216 && end.statistics.rejected == 24)
    #expect(end.statistics.evaluations == 1442)
  }
}
