import Calculus
import ODE
import Tensors
import Testing

@Suite struct DenseTrajectoryTests {
  private let blowUp = ClosureField<Double>(dimension: 1) { _, x, dx in dx[0] = x[0] * x[0] }

  @Test func rowThatFailedHasNoStateAfterwards() {
    let x0 = Tensor<Double>([1, -1, .nan], shape: [3, 1])
    let dense = Integrator(control: .adaptive(relative: 1e-9, absolute: 1e-9)).denseTrajectory(
      of: blowUp, from: x0, over: TimeSpan(to: 2))
    #expect(abs(dense.state(ofRow: 0, at: 0.5)[0] - 2) < 1e-7)
    #expect(dense.state(ofRow: 0, at: 1.5)[0].isNaN)
    #expect(abs(dense.state(ofRow: 1, at: 1.5)[0] + 0.4) < 1e-8)
    #expect(dense.state(ofRow: 2, at: 1)[0].isNaN)
    #expect(dense.states(at: 0.25).shape == [3, 1])
  }

  /// Times rounded to single precision may leave the span by as much.
  @Test func timesBeyondTheEndsByRoundingAreTaken() {
    let dense = Integrator(control: .adaptive(relative: 1e-9, absolute: 1e-9)).denseTrajectory(
      of: blowUp, from: Tensor([-1.0]), over: TimeSpan(from: 0.1, to: 2.1))
    for t in [Double(Float(0.1)), Double(Float(2.1)), 0.1 - 1e-7, 2.1 + 1e-7] {
      #expect(abs(dense.state(ofRow: 0, at: t)[0] + 1 / (t + 0.9)) < 1e-8)
    }
  }

  @Test func timeOutsideStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let field = ClosureField<Double>(dimension: 1) { _, x, dx in dx[0] = -x[0] }
      let dense = Integrator().denseTrajectory(
        of: field, from: Tensor([1.0]), over: TimeSpan(to: 1))
      _ = dense.state(ofRow: 0, at: 1.1)
    }
  }

  /// Each row is a polynomial on its own steps, which others do not share.
  @Test func rowsKeepTheirOwnSteps() {
    let x0 = Tensor<Double>([-0.1, -10, -100], shape: [3, 1])
    let integrator = Integrator(control: .adaptive(relative: 1e-8, absolute: 1e-10))
    let span = TimeSpan(to: 1)
    let dense = integrator.denseTrajectory(of: blowUp, from: x0, over: span)
    let history = integrator.stepHistory(of: blowUp, from: x0, over: span)
    #expect(history.stepCount(ofRow: 2) > history.stepCount(ofRow: 0))
    for row in 0..<3 {
      #expect(history.stepCount(ofRow: row) == dense.ends.statistics[row].accepted)
      for t in span.times(101) {
        let exact = 1 / (1 / x0[row, 0] - t)
        #expect(abs(dense.state(ofRow: row, at: t)[0] - exact) < 1e-6 * abs(exact) + 1e-9)
      }
    }
  }
}
