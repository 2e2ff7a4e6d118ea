import Testing

@testable import ODE

@Suite struct ButcherTableauTests {
  /// The rounding of weights of 200 adds up in Verner's pair of order 6, of 1200 in the dense output of that
  /// of order 7, and of 500 in that of DOP853.
  @Test(arguments: ButcherTableau.all)
  func coefficientsSatisfyTheirConditions(method: ButcherTableau) {
    print("\(method): residual \(method.conditionResidual)")
    let bound = ["vern6": 1e-10, "vern7": 1.2e-11, "dop853": 1e-11][method.name] ?? 5e-13
    #expect(method.conditionResidual < bound)
  }

  /// The trees of at most n nodes: sequence A000081 summed up.
  @Test func treesAreCounted() {
    let counts = (1...8).map { OrderConditions(a: [[], [1.0]], upTo: $0).count }
    #expect(counts == [1, 2, 4, 8, 17, 37, 85, 200])
  }

  /// Residuals of conditions one order higher must be visible, or the claimed order is too low.
  @Test(arguments: ButcherTableau.all.filter { $0.order < 8 })
  func orderIsNotHigherThanClaimed(method: ButcherTableau) {
    let conditions = OrderConditions(a: method.a, upTo: method.order + 1)
    let residual = conditions.residual(of: method.b, order: method.order + 1)
    #expect(residual > 3e-7, "\(method) \(residual)")
  }

  @Test(arguments: ButcherTableau.all.filter { $0.embedded != nil })
  func embeddedMethodHasItsOrderAndNoMore(method: ButcherTableau) throws {
    let embedded = try #require(method.embedded)
    let conditions = OrderConditions(a: method.a, upTo: embedded.order + 1)
    #expect(conditions.residual(of: embedded.b, order: embedded.order) < 3e-11)
    let residual = conditions.residual(of: embedded.b, order: embedded.order + 1)
    #expect(residual > 3e-7, "\(method) \(residual)")
  }

  @Test(arguments: ButcherTableau.all)
  func denseOutputMeetsTheEndsOfTheStep(method: ButcherTableau) {
    #expect(method.denseOutput.weights(at: 0).allSatisfy { $0 == 0 })
    let end = method.denseOutput.weights(at: 1)
    for (weight, wanted) in zip(end, method.b + [0, 0, 0, 0]) {
      #expect(abs(weight - wanted) < 3e-13)
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
