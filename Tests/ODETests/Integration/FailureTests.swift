import Calculus
import ODE
import Tensors
import Testing

/// Numbers that go wrong are outcomes with a time, and stop no other row.
@Suite struct FailureTests {
  /// dx/dt = x²: the solution 1 / (1/x0 - t) blows up at t = 1/x0.
  private static let blowUp = ClosureField<Double>(dimension: 1) { _, x, dx in
    dx[0] = x[0] * x[0]
  }

  @Test(arguments: SteppingMethod.adaptive)
  func blowUpIsMetAtItsTimeAndOthersFinish(method: SteppingMethod) {
    let x0 = Tensor<Double>([2, 0.25, 1, -1, .infinity], shape: [5, 1])
    // The largest error of a tolerance.
    let bound = method.order == 1 ? 4e-4 : method.order == 2 ? 4e-4 : 5e-7
    let tolerance = method.order == 2 ? 1e-5 : 1e-8
    let trajectory = Integrator(
      method: method, control: .adaptive(relative: tolerance, absolute: tolerance)
    ).trajectory(
      of: FailureTests.blowUp, from: x0, over: TimeSpan(to: 1.5), at: [0, 0.4, 0.9, 1.5])
    let outcomes = trajectory.outcomes
    for (row, singularity) in [(0, 0.5), (2, 1.0)] {
      let time = outcomes[row].failureTime ?? .nan
      #expect(abs(time - singularity) < bound, "\(outcomes[row])")
      #expect(trajectory.ends.times[row] == time)
      #expect(trajectory.ends.states[row, 0] > 1e4)
      #expect(trajectory.ends.states[row, 0].isFinite)
    }
    #expect(outcomes[1] == .completed && outcomes[3] == .completed)
    #expect(abs(trajectory.states[3, 1, 0] - 0.4) < bound)
    #expect(abs(trajectory.states[3, 3, 0] + 0.4) < bound)
    #expect(outcomes[4] == .notFinite(.initialState, t: 0))
    #expect(abs(trajectory.states[1, 0, 0] - 10) < 100 * bound)
    #expect(trajectory.states[2, 0, 0].isNaN && trajectory.states[3, 2, 0].isNaN)
    #expect(abs(trajectory.states[2, 2, 0] - 10) < 100 * bound)
  }

  @Test func equalStepsThatOverflowKeepTheLastGoodState() {
    let x0 = Tensor<Double>([4, -1], shape: [2, 1])
    let trajectory = Integrator(method: .rungeKutta4, control: .fixed(steps: 40)).trajectory(
      of: FailureTests.blowUp, from: x0, over: TimeSpan(to: 2), at: [0.1, 2])
    guard case .notFinite(.state, let t) = trajectory.outcomes[0] else {
      Issue.record("\(trajectory.outcomes[0])")
      return
    }
    #expect(t > 0.25 && t < 0.75 && trajectory.ends.times[0] == t)
    #expect(trajectory.ends.states[0, 0].isFinite && trajectory.states[1, 0, 0].isNaN)
    #expect(trajectory.outcomes[1] == .completed)
    #expect(abs(trajectory.states[1, 1, 0] + 1.0 / 3) < 1e-7)
  }

  @Test func velocityThatIsNoNumberIsReported() {
    let root = ClosureField<Double>(dimension: 1) { _, x, dx in dx[0] = -x[0].squareRoot() }
    let x0 = Tensor<Double>([1, -1], shape: [2, 1])
    let ends = Integrator().ends(of: root, from: x0, over: TimeSpan(to: 4))
    #expect(ends.outcomes[1] == .notFinite(.velocity, t: 0))
    // x = (1 - t/2)² meets 0 at t = 2, beyond which trial states have no root.
    guard case .notFinite(.velocity, let t) = ends.outcomes[0] else {
      Issue.record("\(ends.outcomes[0])")
      return
    }
    #expect(abs(t - 2) < 1e-3)
  }

  @Test func limitOnStepsIsAnOutcome() {
    var control = AdaptiveControl(relative: 1e-10, absolute: 1e-10)
    control.maximumSteps = 7
    let problem = ClosedForm.logistic
    let ends = Integrator(control: .adaptive(control)).ends(
      of: problem.field, from: problem.state(0), over: TimeSpan(to: 10))
    #expect(ends.outcomes == [.tooManySteps(t: ends.times[0])])
    #expect(ends.total.accepted + ends.total.rejected == 7)
    #expect(problem.error(ends.states.elements, at: ends.times[0]) < 1e-9)
  }

  @Test func smallestStepIsRespected() {
    var control = AdaptiveControl(relative: 1e-10, absolute: 1e-10)
    control.minimumStep = 0.5
    let problem = ClosedForm.logistic
    let ends = Integrator(control: .adaptive(control)).ends(
      of: problem.field, from: problem.state(0), over: TimeSpan(to: 10))
    #expect(ends.outcomes == [.stepTooSmall(t: 0)])
  }

  @Test(arguments: [
    (Outcome.completed, "completed", ""),
    (
      .stepTooSmall(t: 1.5), "the step size became too small at t = 1.5",
      "the solution may have a singularity there, or the tolerances may be finer than the precision "
        + "allows: end earlier, loosen them, or use float64"
    ),
    (
      .tooManySteps(t: 2), "the limit on steps was met at t = 2.0",
      "the field may be stiff or oscillate fast: loosen the tolerances or raise the limit on steps"
    ),
    (
      .notFinite(.initialState, t: 0), "the initial state is not finite",
      "look for missing or infinite numbers in the initial states"
    ),
    (
      .notFinite(.velocity, t: 0.25), "the velocity is not finite near t = 0.25",
      "look for a division by zero, a root or a logarithm of a negative number in the field, or end "
        + "earlier"
    ),
    (
      .notFinite(.state, t: 0.5), "the state is not finite after t = 0.5",
      "the equal steps may be too long for this field: take more of them, or adaptive ones"
    ),
  ])
  func outcomesSayWhatHappenedAndWhatToDo(outcome: Outcome, description: String, advice: String) {
    #expect(outcome.description == description)
    #expect(outcome.advice == advice)
  }
}
