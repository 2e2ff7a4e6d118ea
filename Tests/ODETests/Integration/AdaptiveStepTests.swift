import Calculus
import Foundation
import ODE
import Tensors
import Testing

@Suite struct AdaptiveStepTests {
  private static let pairs = SteppingMethod.adaptive
  /// Methods that go on with the solution of the lower order.
  private static let exponents = [
    "implicit-euler": 1.0 / 2, "trbdf2": 2.0 / 3, "rkf45": 4.0 / 5,
  ]

  /// The error over a fixed time is proportional to tolerance^(p/k), k - 1 the estimate's order:
  /// near 1 for pairs whose estimate is of order p - 1.
  @Test(arguments: pairs, [ClosedForm.driven, .logistic])
  func errorFollowsTheTolerance(method: SteppingMethod, problem: ClosedForm) {
    let tolerances = method.order <= 2 ? [1e-3, 1e-4, 1e-5, 1e-6] : [1e-5, 1e-6, 1e-7, 1e-8, 1e-9]
    let errors = tolerances.map { tolerance in
      let integrator = Integrator(
        method: method, control: .adaptive(relative: tolerance, absolute: tolerance))
      let span = TimeSpan(to: 10)
      return problem.largestError(
        integrator.trajectory(
          of: problem.field, from: problem.state(0), over: span, at: span.times(41)))
    }
    let exponent = slope(tolerances, errors)
    let theory = AdaptiveStepTests.exponents[method.name] ?? 1
    #expect(abs(exponent - theory) < 0.2, "\(exponent) \(errors)")
    // About three times the largest ratio measured on the two problems.
    let bounds = [
      "midpoint": 25.0, "heun": 25, "bosh3": 140, "dopri5": 60, "tsit5": 30, "implicit-euler": 32,
      "trbdf2": 15, "kvaerno5": 1500, "rodas4": 7, "rodas5p": 170, "rkf45": 18,
      "cash-karp": 350, "vern6": 22, "vern7": 3, "dop853": 1200,
    ]
    let bound = bounds[method.name] ?? 0
    for (tolerance, error) in zip(tolerances, errors) {
      #expect(error < bound * pow(tolerance, theory), "\(errors)")
    }
  }

  @Test(arguments: ButcherTableau.all.filter { $0.embedded != nil })
  func statisticsCountTheWork(method: ButcherTableau) {
    let problem = ClosedForm.logistic
    final class Counter: StepObserver {
      var steps = 0
      let needsDenseOutput = false
      func observe(_ accepted: AcceptedSteps<Double>) { steps += accepted.count }
    }
    let counter = Counter()
    let integrator = Integrator(
      method: .explicit(method), control: .adaptive(relative: 1e-4, absolute: 1e-4))
    let ends = integrator.ends(
      of: problem.field, from: problem.state(0), over: TimeSpan(to: 20), observedBy: counter)
    let statistics = ends.total
    #expect(statistics.accepted == counter.steps)
    let attempts = statistics.accepted + statistics.rejected
    let perAttempt = method.isFSAL ? method.stages - 1 : method.stages
    #expect(statistics.evaluations == 2 + perAttempt * attempts)
  }

  @Test func stepsRespectTheirBounds() {
    var control = AdaptiveControl(relative: 1e-4, absolute: 1e-4)
    control.maximumStep = 0.05
    control.initialStep = 0.01
    let problem = ClosedForm.driven
    let history = Integrator(control: .adaptive(control)).stepHistory(
      of: problem.field, from: problem.state(0), over: TimeSpan(to: 1))
    let sizes = (0..<history.stepCount(ofRow: 0)).map { history.size(ofStep: $0, row: 0) }
    #expect(sizes.first == 0.01)
    #expect(sizes.allSatisfy { $0 <= 0.05 * 1.01 })
    #expect(sizes.count < 30)
  }

  @Test func looseTolerancesOfSinglePrecisionGiveItsDigits() {
    let field = ClosureField<Float>(dimension: 2) { _, x, dx in
      dx[0] = x[1]
      dx[1] = -x[0]
    }
    let ends = Integrator(control: .adaptive(relative: 1e-6, absolute: 1e-6)).ends(
      of: field, from: Tensor<Float>([1, 0]), over: TimeSpan(to: 6.283185307179586))
    #expect(ends.allCompleted)
    #expect(abs(ends.states[0, 0] - 1) < 1e-5)
    #expect(abs(ends.states[0, 1]) < 1e-5)
  }

  @Test func methodWithoutEstimateTakesNoAdaptiveSteps() async {
    await #expect(processExitsWith: .failure) {
      _ = Integrator(method: .rungeKutta4, control: .adaptive())
    }
    await #expect(processExitsWith: .failure) {
      _ = Integrator(control: .adaptive(relative: 1e-6, absolute: 0))
    }
    await #expect(processExitsWith: .failure) {
      _ = Integrator(control: .fixed(steps: 0))
    }
  }

  /// Where nothing moves, the first step is chosen without a scale: it must still change the time.
  @Test(arguments: [TimeSpan(from: 1, to: 0), TimeSpan(from: 1e5, to: 1.1e5)])
  func rowsAtRestReachTheEndFromAnyTimeInSinglePrecision(span: TimeSpan) {
    let field = ClosureField<Float>(dimension: 1) { _, x, dx in dx[0] = -x[0] }
    let ends = Integrator().ends(of: field, from: Tensor<Float>([0]), over: span)
    #expect(ends.outcomes == [.completed])
    #expect(ends.total.accepted < 20, "\(ends.total)")
  }

  @Test func rowsAtRestReachTheEndFromLateTimes() {
    let field = ClosureField<Double>(dimension: 1) { _, x, dx in dx[0] = -x[0] }
    let ends = Integrator().ends(
      of: field, from: Tensor<Double>([0]), over: TimeSpan(from: 1e10, to: 1e10 + 10))
    #expect(ends.outcomes == [.completed])
  }

  /// The squares of the first norms overflow.
  @Test(arguments: [1e150, 1e200, 1e300])
  func hugeVelocitiesAreFollowedOverShortTimes(speed: Double) {
    let field = ClosureField<Double>(dimension: 1) { _, x, dx in dx[0] = -speed * x[0] }
    let ends = Integrator(control: .adaptive(relative: 1e-8, absolute: 1e-12)).ends(
      of: field, from: Tensor<Double>([1]), over: TimeSpan(to: 1 / speed))
    #expect(ends.outcomes == [.completed])
    #expect(abs(ends.states[0, 0] - exp(-1)) < 3e-8, "\(ends.states[0, 0] - exp(-1))")
  }

  @Test func hugeVelocitiesAreFollowedInSinglePrecision() {
    let field = ClosureField<Float>(dimension: 1) { _, _, dx in dx[0] = 1e12 }
    let ends = Integrator().ends(of: field, from: Tensor<Float>([0]), over: TimeSpan(to: 1e-12))
    #expect(ends.outcomes == [.completed])
    #expect(abs(ends.states[0, 0] - 1) < 1e-6)
  }

  /// A step that is rounded to 0 in the precision of the states has no error.
  @Test func stepsThatSinglePrecisionRoundsToZeroAreNotTaken() {
    let field = ClosureField<Float>(dimension: 1) { _, x, dx in dx[0] = x[0] == 0 ? 1 : .nan }
    let ends = Integrator().ends(of: field, from: Tensor<Float>([0]), over: TimeSpan(to: 1))
    #expect(ends.outcomes == [.notFinite(.velocity, t: 0)])
    #expect(ends.total.accepted == 0)
  }

  /// Beyond 2^53 the times of such steps are rounded to the same few numbers.
  @Test func equalStepsAreAllTakenWhereTimesAreCoarse() {
    let field = ClosureField<Double>(dimension: 1) { _, _, dx in dx[0] = 1 }
    let ends = Integrator(method: .euler, control: .fixed(steps: 1024)).ends(
      of: field, from: Tensor<Double>([0]), over: TimeSpan(from: 0x1p54, to: 0x1p54 + 4))
    #expect(ends.states[0, 0] == 4)
    #expect(ends.total.accepted == 1024)
  }
}
