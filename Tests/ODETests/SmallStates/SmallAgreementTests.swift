import CAllocations
import Calculus
import ODE
import Tensors
import Testing

/// A small state takes the steps that its field takes in a batch.
@Suite struct SmallAgreementTests {
  private static let pairs = SteppingMethod.adaptive.filter { !$0.isImplicit && $0.order < 6 }

  @Test(arguments: pairs, [1e-3, 1e-5])
  func adaptiveStepsAgreeWithTheBatch(method: SteppingMethod, tolerance: Double) {
    let integrator = Integrator(
      method: method, control: .adaptive(relative: tolerance, absolute: tolerance))
    check(integrator, DrivenField(), .driven, over: TimeSpan(to: 10), within: 3e-5 * tolerance)
    check(integrator, LogisticField(), .logistic, over: TimeSpan(to: 10), within: 3e-5 * tolerance)
    check(
      integrator, LogisticField(), .logistic, over: TimeSpan(from: 3, to: 0),
      within: 3e-5 * tolerance)
  }

  @Test(arguments: SteppingMethod.all.filter { !$0.isImplicit && $0.order < 6 })
  func equalStepsAgreeWithTheBatch(method: SteppingMethod) {
    let integrator = Integrator(method: method, control: .fixed(steps: 37))
    check(integrator, DrivenField(), .driven, over: TimeSpan(to: 10), within: 1e-14)
    check(integrator, LogisticField(), .logistic, over: TimeSpan(from: 3, to: 0), within: 1e-14)
  }

  /// The sizes of steps differ by the digits of the controller's factor, 2e-9 a step, the states by
  /// as much less as the error of a step changes.
  private func check<Field: SmallField>(
    _ integrator: Integrator, _ field: Field, _ problem: ClosedForm, over span: TimeSpan,
    within tolerance: Double
  ) where Field.State.Component == Double {
    let small = integrator.end(of: field, from: problem.small(span.start), over: span)
    let batch = integrator.ends(
      of: RowwiseField(field), from: problem.state(span.start), over: span)
    #expect(small.outcome == batch.outcomes[0])
    #expect(small.time == batch.times[0])
    #expect(small.statistics.accepted == batch.statistics[0].accepted)
    #expect(small.statistics.rejected == batch.statistics[0].rejected)
    for index in 0..<Field.State.dimension {
      let difference = abs(small.state[component: index] - batch.states[0, index])
      #expect(difference <= tolerance, "\(integrator.method.name) \(difference)")
    }
  }

  /// A thousand steps allocate what ten do.
  @Test(.enabled(if: allocations_are_counted() != 0))
  func stepsAllocateNothing() {
    func allocations(_ integrator: Integrator, _ end: Double) -> Int {
      let before = allocations_of_this_thread()
      let small = integrator.end(
        of: LogisticField(), from: [0.25, 1, 0], over: TimeSpan(to: end))
      #expect(small.outcome == .completed)
      return allocations_of_this_thread() - before
    }
    let adaptive = Integrator(
      method: .dormandPrince, control: .adaptive(relative: 1e-9, absolute: 1e-9))
    _ = allocations(adaptive, 1)
    #expect(allocations(adaptive, 100) == allocations(adaptive, 1))
    let few = allocations(Integrator(method: .rungeKutta4, control: .fixed(steps: 10)), 1)
    let many = allocations(Integrator(method: .rungeKutta4, control: .fixed(steps: 1000)), 1)
    #expect(few == many)
  }
}
