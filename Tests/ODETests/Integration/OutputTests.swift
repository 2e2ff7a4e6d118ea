import Calculus
import Foundation
import ODE
import Tensors
import Testing

/// What is kept of a flow: functions of states, and every n-th step.
@Suite struct OutputTests {
  private static let integrator = Integrator(
    method: .dormandPrince, control: .adaptive(relative: 1e-7, absolute: 1e-9))
  private static let problem = ClosedForm.logistic
  /// Two numbers of a state: a sum, and its time times a component.
  private static let function = StateFunction<Double>(count: 2) { t, x, y in
    y[0] = x[0] + x[1] + x[2]
    y[1] = t * x[2]
  }

  private static func apply(_ t: Double, _ x: Tensor<Double>) -> [Double] {
    [x[0] + x[1] + x[2], t * x[2]]
  }

  @Test func functionsAreReadOffTheStatesAtTheTimes() {
    let x0 = Tensor([0.0, 1, 0.2, 0.3, -1, 2], shape: [2, 3])
    let span = TimeSpan(from: 0.5, to: 3)
    let times = span.times(9)
    let states = OutputTests.integrator.trajectory(
      of: OutputTests.problem.field, from: x0, over: span, at: times)
    let read = OutputTests.integrator.trajectory(
      of: OutputTests.problem.field, from: x0, over: span, at: times, reading: OutputTests.function)
    #expect(read.states.shape == [9, 2, 2])
    for (index, t) in times.enumerated() {
      for row in 0..<2 {
        let state = Tensor((0..<3).map { states.states[index, row, $0] })
        let wanted = OutputTests.apply(t, state)
        #expect((0..<2).allSatisfy { read.states[index, row, $0] == wanted[$0] })
      }
    }
    let atEnd = OutputTests.integrator.trajectory(
      of: OutputTests.problem.field, from: x0, over: [span, span], reading: OutputTests.function)
    #expect(atEnd.states(ofRow: 1).elements == (0..<2).map { read.states[8, 1, $0] })
  }

  @Test(arguments: [1, 3, 1000])
  func everyStepOfSomeNumberIsKept(interval: Int) {
    let x0 = Tensor([0.25, 1, 0, 0.3, -1, 2], shape: [2, 3])
    let spans = [TimeSpan(to: 4), TimeSpan(from: 2, to: -1)]
    let field = OutputTests.problem.field
    let history = OutputTests.integrator.stepHistory(of: field, from: x0, over: spans)
    let kept = OutputTests.integrator.trajectory(
      of: field, from: x0, over: spans, everySteps: interval)
    let read = OutputTests.integrator.trajectory(
      of: field, from: x0, over: spans, everySteps: interval, reading: OutputTests.function)
    for row in 0..<2 {
      let steps = history.stepCount(ofRow: row)
      var wanted = Array(stride(from: 0, to: steps, by: interval))
      wanted.append(steps)
      let times = history.times(ofRow: row)
      let states = history.states(ofRow: row)
      #expect(kept.times[row] == wanted.map { times[$0] })
      let found = kept.states(ofRow: row)
      for (index, step) in wanted.enumerated() {
        #expect((0..<3).allSatisfy { found[index, $0] == states[step, $0] })
        let state = Tensor((0..<3).map { states[step, $0] })
        let numbers = read.states(ofRow: row)
        #expect(OutputTests.apply(times[step], state) == [numbers[index, 0], numbers[index, 1]])
      }
    }
  }

  @Test func rowThatFailsKeepsWhatItReached() {
    let blowUp = ClosureField<Double>(dimension: 1) { _, x, dx in dx[0] = x[0] * x[0] }
    let kept = OutputTests.integrator.trajectory(
      of: blowUp, from: Tensor([1.0, -1], shape: [2, 1]), over: TimeSpan(to: 2), everySteps: 5)
    #expect(!kept.outcomes[0].isCompleted && kept.outcomes[1].isCompleted)
    #expect(abs((kept.times[0].last ?? 0) - 1) < 1e-6)
    #expect(kept.times[1].last == 2)
  }
}
