import ODE
import Testing

@Suite struct SteppingMethodTests {
  @Test func namesAreUniqueAndFound() {
    let names = SteppingMethod.all.map(\.name)
    #expect(Set(names).count == names.count)
    for method in SteppingMethod.all { #expect(SteppingMethod.named(method.name) == method) }
    #expect(SteppingMethod.named("leapfrog") == nil)
  }

  @Test func adaptiveStepsNeedAnErrorEstimate() async {
    #expect(SteppingMethod.tsitouras.hasErrorEstimate && !SteppingMethod.euler.hasErrorEstimate)
    await #expect(processExitsWith: .failure) {
      _ = Integrator(method: .rungeKutta4, control: .adaptive())
    }
  }
}
