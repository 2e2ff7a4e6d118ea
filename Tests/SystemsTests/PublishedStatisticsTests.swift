import ODE
import Systems
import Testing

/// The steps that Hairer and Wanner's code DOPRI5 takes.
@Suite struct PublishedStatisticsTests {
  /// Evaluations and accepted steps of SciPy 1.17.1's `ode(f).set_integrator("dopri5", rtol=tol,
  /// atol=tol)`, the original code; for the orbit at 1e-7 they are the published 1442 evaluations,
  /// 240 steps, 216 accepted.
  private static let counts: [(String, Double, evaluations: Int, accepted: Int)] = [
    ("arenstorf", 1e-5, 728, 93),
    ("arenstorf", 1e-7, 1442, 216),
    ("arenstorf", 1e-9, 3212, 530),
    ("lorenz63", 1e-5, 1352, 215),
    ("lorenz63", 1e-7, 3176, 527),
    ("lorenz63", 1e-9, 7898, 1316),
  ]

  @Test(arguments: counts)
  func dormandPrinceTakesTheStepsOfItsCode(
    name: String, tolerance: Double, evaluations: Int, accepted: Int
  ) throws {
    let system = try #require(DynamicalSystem<Double>.named(name))
    let ends = Integrator(
      method: .dormandPrince, control: .adaptive(relative: tolerance, absolute: tolerance)
    ).ends(of: system.field, from: system.start, over: system.span)
    #expect(ends.total.evaluations == evaluations)
    #expect(ends.total.accepted == accepted)
    #expect(ends.total.rejected == (evaluations - 2) / 6 - accepted)
  }
}
