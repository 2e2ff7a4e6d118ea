import FlowLearn
import Testing

@Suite struct SolverGuideTests {
  @Test func errorsAreEstimated() {
    let system = DynamicalSystem<Double>.vanDerPol
    let (trajectory, errors) = Integrator(method: .tsitouras, control: .adaptive(relative: 1e-8))
      .trajectoryWithErrors(
        of: system.field, from: system.start, over: system.span, at: [5, 10, 20])
    #expect(trajectory.ends.allCompleted)
    #expect(errors.elements.allSatisfy { abs($0) < 1e-5 })
  }

  @Test func failuresHaveAdvice() {
    let blowUp = ClosureField<Double>(dimension: 1) { _, x, dx in dx[0] = x[0] * x[0] }
    let ends = Integrator(method: .dormandPrince).ends(
      of: blowUp, from: Tensor([1]), over: TimeSpan(to: 2))
    for outcome in ends.outcomes where outcome.isFailure {
      print(outcome, outcome.advice)
    }
    #expect(ends.outcomes.allSatisfy { $0.isFailure })
    #expect(abs((ends.outcomes[0].failureTime ?? 0) - 1) < 1e-3)
  }

  /// Every method that the table of the guide names.
  @Test func methodsOfTheTable() {
    let methods: [SteppingMethod] = [
      .tsitouras, .verner7, .dormandPrince853, .rodas5P, .kvaerno5, .automatic, .stormerVerlet,
      .kahanLi8,
      .discreteGradient, .rungeKutta4,
    ]
    #expect(Set(methods.map(\.name)).count == methods.count)
  }
}
