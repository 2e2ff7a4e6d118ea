import Calculus
import ODE
import Tensors
import Testing

@Suite struct IntegratorTests {
  private static let adaptive = Integrator(
    method: .dormandPrince, control: .adaptive(relative: 1e-9, absolute: 1e-9))
  private static let integrators = [
    adaptive,
    Integrator(method: .tsitouras, control: .adaptive(relative: 1e-9, absolute: 1e-9)),
    Integrator(method: .rungeKutta4, control: .fixed(steps: 700)),
  ]

  @Test(arguments: integrators, [ClosedForm.driven, .logistic])
  func backwardsIsTheWayBack(integrator: Integrator, problem: ClosedForm) {
    let span = TimeSpan(from: 3, to: 0.5)
    let trajectory = integrator.trajectory(
      of: problem.field, from: problem.state(3), over: span, at: [3, 2.2, 1, 0.5])
    #expect(trajectory.outcomes == [.completed])
    #expect(problem.largestError(trajectory) < 2e-8)
  }

  @Test(arguments: integrators)
  func requestedTimesDoNotChangeTheSteps(integrator: Integrator) {
    let problem = ClosedForm.logistic
    let span = TimeSpan(to: 5)
    let plain = integrator.ends(of: problem.field, from: problem.state(0), over: span)
    let trajectory = integrator.trajectory(
      of: problem.field, from: problem.state(0), over: span, at: span.times(500))
    #expect(trajectory.ends.states == plain.states)
    #expect(trajectory.statistics.accepted == plain.total.accepted)
    #expect(trajectory.states(at: 0).elements == problem.state(0).elements)
    #expect(trajectory.states(at: 499) == plain.states)
  }

  @Test(arguments: integrators)
  func denseTrajectoryEqualsSamples(integrator: Integrator) {
    let problem = ClosedForm.logistic
    let span = TimeSpan(from: 4, to: 1)
    let times = span.times(57)
    let samples = integrator.trajectory(
      of: problem.field, from: problem.state(4), over: span, at: times)
    let dense = integrator.denseTrajectory(of: problem.field, from: problem.state(4), over: span)
    for (index, time) in times.enumerated() {
      let difference = zip(
        dense.states(at: time).elements, samples.states(at: index).elements
      ).map { abs($0 - $1) }.max()
      #expect((difference ?? .nan) < 1e-14)
    }
    #expect(dense.state(ofRow: 0, at: 4).elements == problem.state(4).elements)
  }

  @Test(arguments: integrators)
  func historyIsAChainOfSingleSteps(integrator: Integrator) {
    let problem = ClosedForm.driven
    let span = TimeSpan(from: 1, to: 2)
    let history = integrator.stepHistory(of: problem.field, from: problem.state(1), over: span)
    let times = history.times(ofRow: 0)
    let states = history.states(ofRow: 0)
    #expect(times.first == 1 && times.last == 2)
    #expect(history.stepCount(ofRow: 0) == history.ends.total.accepted)
    for step in 0..<history.stepCount(ofRow: 0) {
      let h = history.size(ofStep: step, row: 0)
      #expect(abs(times[step] + h - times[step + 1]) < 1e-15)
      let single = Integrator(method: integrator.method, control: .fixed(steps: 1)).ends(
        of: problem.field, from: Tensor([states[step, 0], states[step, 1]]),
        over: TimeSpan(from: times[step], to: times[step + 1]))
      #expect(abs(single.states[0, 0] - states[step + 1, 0]) < 1e-15)
      #expect(abs(single.states[0, 1] - states[step + 1, 1]) < 1e-15)
    }
  }

  @Test func timesOfEqualStepsDoNotDrift() {
    let history = Integrator(method: .euler, control: .fixed(steps: 1000)).stepHistory(
      of: ClosedForm.driven.field, from: Tensor([1, 1]), over: TimeSpan(from: 0.1, to: 0.4))
    let times = history.times(ofRow: 0)
    for (step, time) in times.dropLast().enumerated() {
      #expect(time == 0.1 + Double(step) * (0.4 - 0.1) / 1000)
    }
    #expect(times.last == 0.4)
  }

  @Test(arguments: integrators)
  func spanOfNoLengthGivesTheStart(integrator: Integrator) {
    let x0 = Tensor<Double>([1, 2, 3, 4], shape: [2, 2])
    let span = TimeSpan(from: 2, to: 2)
    let field = ClosedForm.driven.field
    let trajectory = integrator.trajectory(of: field, from: x0, over: span, at: [2, 2])
    #expect(trajectory.states.elements == [1, 2, 3, 4, 1, 2, 3, 4])
    #expect(trajectory.ends.allCompleted && trajectory.statistics == Statistics())
    let dense = integrator.denseTrajectory(of: field, from: x0, over: span)
    #expect(dense.states(at: 2) == x0)
  }

  @Test(arguments: integrators)
  func emptyBatchGivesAnEmptyTrajectory(integrator: Integrator) {
    let x0 = Tensor<Double>([], shape: [0, 2])
    let field = ClosedForm.driven.field
    let trajectory = integrator.trajectory(of: field, from: x0, over: TimeSpan(to: 1), at: [0, 1])
    #expect(trajectory.states.shape == [2, 0, 2])
    #expect(trajectory.outcomes.isEmpty && trajectory.ends.allCompleted)
    #expect(integrator.stepHistory(of: field, from: x0, over: TimeSpan(to: 1)).rows == 0)
  }

  @Test func equalStepsEvaluateNoMoreThanTheirStages() {
    let problem = ClosedForm.driven
    for (method, evaluations) in [(SteppingMethod.euler, 10), (.heun, 20), (.rungeKutta4, 40)] {
      let ends = Integrator(method: method, control: .fixed(steps: 10)).ends(
        of: problem.field, from: problem.state(0), over: TimeSpan(to: 1))
      #expect(ends.total.evaluations == evaluations, "\(method)")
    }
  }

  @Test func wrongShapesAndTimesStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = IntegratorTests.adaptive.ends(
        of: ClosedForm.driven.field, from: Tensor([1.0, 2, 3]), over: TimeSpan(to: 1))
    }
    await #expect(processExitsWith: .failure) {
      _ = IntegratorTests.adaptive.trajectory(
        of: ClosedForm.driven.field, from: Tensor([1.0, 2]), over: TimeSpan(to: 1), at: [0.5, 0.2])
    }
    await #expect(processExitsWith: .failure) {
      _ = TimeSpan(from: 0, to: .infinity)
    }
  }
}
