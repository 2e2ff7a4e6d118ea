import Calculus
import ODE
import Tensors
import Testing

@Suite struct AdaptiveStepTests {
  private static let pairs = ButcherTableau.all.filter { $0.embedded != nil }

  /// The error over a fixed time is proportional to tolerance^(p/k), k - 1 the estimate's order:
  /// near 1 for pairs whose estimate is of order p - 1.
  @Test(arguments: pairs, [ClosedForm.driven, .logistic])
  func errorFollowsTheTolerance(method: ButcherTableau, problem: ClosedForm) {
    let tolerances = method.order == 2 ? [1e-3, 1e-4, 1e-5, 1e-6] : [1e-5, 1e-6, 1e-7, 1e-8, 1e-9]
    let errors = tolerances.map { tolerance in
      let integrator = Integrator(
        method: method, control: .adaptive(relative: tolerance, absolute: tolerance))
      let span = TimeSpan(to: 10)
      return problem.largestError(
        integrator.trajectory(
          of: problem.field, from: problem.state(0), over: span, at: span.times(41)))
    }
    let exponent = slope(tolerances, errors)
    #expect(abs(exponent - 1) < 0.15, "\(exponent) \(errors)")
    // About three times the largest ratio measured on the two problems.
    let bounds = ["midpoint": 25.0, "heun": 25, "bosh3": 140, "dopri5": 60, "tsit5": 30]
    let bound = bounds[method.name] ?? 0
    for (tolerance, error) in zip(tolerances, errors) {
      #expect(error < bound * tolerance, "\(errors)")
    }
  }

  @Test(arguments: pairs)
  func statisticsCountTheWork(method: ButcherTableau) {
    let problem = ClosedForm.logistic
    final class Counter: StepObserver {
      var steps = 0
      let needsDenseOutput = false
      func observe(_ accepted: AcceptedSteps<Double>) { steps += accepted.count }
    }
    let counter = Counter()
    let integrator = Integrator(method: method, control: .adaptive(relative: 1e-4, absolute: 1e-4))
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
}
