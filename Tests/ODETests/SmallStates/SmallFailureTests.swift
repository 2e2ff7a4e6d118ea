import Calculus
import ODE
import Tensors
import Testing

/// Numbers of a small state that go wrong are outcomes with a time.
@Suite struct SmallFailureTests {
  /// dx/dt = x²: the solution 1 / (1/x0 - t) blows up at t = 1/x0.
  private struct BlowUp: SmallField {
    func velocity(at t: Double, _ x: InlineArray<1, Double>) -> InlineArray<1, Double> {
      let x = x.span[0]
      return [x * x]
    }
  }

  private struct Root: SmallField {
    func velocity(at t: Double, _ x: InlineArray<1, Double>) -> InlineArray<1, Double> {
      [-x.span[0].squareRoot()]
    }
  }

  /// As fast as doubles allow.
  private struct Rush: SmallField {
    func velocity(at t: Double, _ x: InlineArray<1, Double>) -> InlineArray<1, Double> { [1e308] }
  }

  private static let pairs = SteppingMethod.adaptive.filter { !$0.isImplicit && $0.order < 6 }

  @Test(arguments: pairs)
  func blowUpIsMetAtItsTime(method: SteppingMethod) {
    let tolerance = method.order == 2 ? 1e-5 : 1e-8
    let end = Integrator(
      method: method, control: .adaptive(relative: tolerance, absolute: tolerance)
    ).end(of: BlowUp(), from: [2], over: TimeSpan(to: 1.5))
    let time = end.outcome.failureTime ?? .nan
    #expect(abs(time - 0.5) < 20 * tolerance, "\(end.outcome)")
    #expect(end.time == time && end.state[0] > 1e4 && end.state[0].isFinite)
  }

  @Test func equalStepsThatOverflowKeepTheLastGoodState() {
    let end = Integrator(method: .rungeKutta4, control: .fixed(steps: 40)).end(
      of: BlowUp(), from: [4], over: TimeSpan(to: 2))
    guard case .notFinite(.state, let t) = end.outcome else {
      Issue.record("\(end.outcome)")
      return
    }
    #expect(t > 0.25 && t < 0.75 && end.time == t && end.state[0].isFinite)
  }

  @Test func velocityThatIsNoNumberIsReported() {
    let atStart = Integrator().end(of: Root(), from: [-1], over: TimeSpan(to: 4))
    #expect(atStart.outcome == .notFinite(.velocity, t: 0))
    let later = Integrator().end(of: Root(), from: [1], over: TimeSpan(to: 4))
    // x = (1 - t/2)² meets 0 at t = 2, beyond which trial states have no root.
    guard case .notFinite(.velocity, let t) = later.outcome else {
      Issue.record("\(later.outcome)")
      return
    }
    #expect(abs(t - 2) < 1e-3)
  }

  @Test(arguments: [Double.infinity, .nan])
  func initialStateThatIsNotFiniteIsReported(x: Double) {
    let end = Integrator().end(of: BlowUp(), from: [x], over: TimeSpan(to: 1))
    #expect(end.outcome == .notFinite(.initialState, t: 0))
    #expect(end.statistics.accepted == 0)
  }

  /// Its state overflows while its error estimate stays 0.
  @Test func stateThatOverflowsWithoutErrorIsNotAccepted() {
    let end = Integrator().end(of: Rush(), from: [0], over: TimeSpan(to: 10))
    #expect(!end.outcome.isCompleted)
    #expect(end.state[0].isFinite && end.time < 1.8)
  }

  @Test func limitOnStepsIsAnOutcome() {
    var control = AdaptiveControl(relative: 1e-10, absolute: 1e-10)
    control.maximumSteps = 7
    let end = Integrator(control: .adaptive(control)).end(
      of: LogisticField(), from: ClosedForm.logistic.small(0), over: TimeSpan(to: 10))
    #expect(end.outcome == .tooManySteps(t: end.time))
    #expect(end.statistics.accepted + end.statistics.rejected == 7)
    #expect(ClosedForm.logistic.error(end.state, at: end.time) < 1e-9)
  }

  @Test func boundsOfStepsAreRespected() {
    var control = AdaptiveControl(relative: 1e-10, absolute: 1e-10)
    control.minimumStep = 0.5
    let short = Integrator(control: .adaptive(control)).end(
      of: LogisticField(), from: ClosedForm.logistic.small(0), over: TimeSpan(to: 10))
    #expect(short.outcome == .stepTooSmall(t: 0))
    control = AdaptiveControl(relative: 1e-4, absolute: 1e-4)
    control.maximumStep = 0.05
    control.initialStep = 0.01
    var sizes: [Double] = []
    _ = Integrator(control: .adaptive(control)).end(
      of: DrivenField(), from: ClosedForm.driven.small(0), over: TimeSpan(to: 1)
    ) { sizes.append($0.size) }
    #expect(sizes.first == 0.01)
    #expect(sizes.allSatisfy { $0 <= 0.05 * 1.01 } && sizes.count < 30)
  }

  @Test func flowOfNoLengthEndsAtOnce() {
    let end = Integrator().end(of: BlowUp(), from: [3], over: TimeSpan(from: 2, to: 2))
    #expect(end.outcome == .completed && end.time == 2 && end.state[0] == 3)
  }

  @Test func methodOfTooManyStagesIsTheProgrammersError() async {
    await #expect(processExitsWith: .failure) {
      let thirds = [Double](repeating: 0, count: 7)
      // Euler's method with seven stages of no weight.
      let method = ButcherTableau(
        name: "idle", order: 1, a: (0..<8).map { [Double](repeating: 0, count: $0) },
        b: [1] + thirds, c: [Double](repeating: 0, count: 8), source: "none")
      _ = Integrator(method: .explicit(method), control: .fixed(steps: 1)).end(
        of: BlowUp(), from: [1], over: TimeSpan(to: 0.1))
    }
  }
}
