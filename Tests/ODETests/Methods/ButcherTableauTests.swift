import Testing

@testable import ODE

@Suite struct ButcherTableauTests {
  @Test(arguments: ButcherTableau.all)
  func coefficientsSatisfyTheirConditions(method: ButcherTableau) {
    #expect(method.conditionResidual < 5e-14)
  }

  /// Residuals of conditions one order higher must be visible, or the claimed order is too low.
  @Test(arguments: ButcherTableau.all.filter { $0.order < 5 })
  func orderIsNotHigherThanClaimed(method: ButcherTableau) {
    let conditions = OrderConditions(a: method.a, c: method.c)
    #expect(conditions.residual(of: method.b, order: method.order + 1) > 1e-3)
  }

  @Test(arguments: ButcherTableau.all.filter { $0.embedded != nil })
  func embeddedMethodHasItsOrderAndNoMore(method: ButcherTableau) throws {
    let embedded = try #require(method.embedded)
    let conditions = OrderConditions(a: method.a, c: method.c)
    #expect(conditions.residual(of: embedded.b, order: embedded.order) < 5e-14)
    #expect(conditions.residual(of: embedded.b, order: embedded.order + 1) > 1e-4)
  }

  @Test(arguments: ButcherTableau.all)
  func denseOutputMeetsTheEndsOfTheStep(method: ButcherTableau) {
    #expect(method.denseOutput.weights(at: 0).allSatisfy { $0 == 0 })
    let end = method.denseOutput.weights(at: 1)
    for (weight, wanted) in zip(end, method.b + [0]) {
      #expect(abs(weight - wanted) < 1e-14)
    }
  }

  @Test(arguments: [
    ("euler", 1, false), ("midpoint", 2, false), ("heun", 2, false), ("bosh3", 4, true),
    ("rk4", 4, false), ("three-eighths", 4, false), ("dopri5", 7, true), ("tsit5", 7, true),
  ])
  func methodsAreFoundByName(name: String, stages: Int, isFSAL: Bool) throws {
    let method = try #require(ButcherTableau.named(name))
    #expect(method.stages == stages)
    #expect(method.isFSAL == isFSAL)
    #expect(method.usesEndVelocity == !isFSAL)
  }

  @Test func namesAreDistinctAndUnknownOnesFindNothing() {
    #expect(Set(ButcherTableau.all.map(\.name)).count == ButcherTableau.all.count)
    #expect(ButcherTableau.named("rk5") == nil)
  }

  @Test func wrongCoefficientStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = ButcherTableau(
        name: "wrong", order: 2, a: [[], [0.5]], b: [0.1, 0.9], c: [0, 0.5], source: "none")
    }
    await #expect(processExitsWith: .failure) {
      _ = ButcherTableau(
        name: "implicit", order: 1, a: [[1]], b: [1], c: [1], source: "none")
    }
  }
}
