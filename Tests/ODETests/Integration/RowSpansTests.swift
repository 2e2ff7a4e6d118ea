import Calculus
import Foundation
import ODE
import Tensors
import Testing

/// Rows with time spans of their own.
@Suite struct RowSpansTests {
  private static let integrators = [
    Integrator(method: .tsitouras, control: .adaptive(relative: 1e-6, absolute: 1e-8)),
    Integrator(method: .heun, control: .adaptive(relative: 1e-3, absolute: 1e-3)),
    Integrator(method: .rungeKutta4, control: .fixed(steps: 20)),
    Integrator(method: .dormandPrince, control: .fixed(steps: 20)),
  ]

  private static let rows = 23
  /// Some backwards, one of no length.
  private static let spans = (0..<rows).map { row in
    let start = Double(row % 5) / 4
    return TimeSpan(from: start, to: row == 11 ? start : start + Double(row * 7 % 11) / 3 - 1.1)
  }

  private static func states<Element: Scalar>(_: Element.Type) -> Tensor<Element> {
    var stream = RandomStream(seed: 8)
    return Tensor<Element>.normal(shape: [rows, 2], using: &stream)
  }

  private static func pendulum<Element: Scalar>(_: Element.Type) -> ClosureField<Element> {
    ClosureField(dimension: 2) { t, x, dx in
      dx[0] = x[1]
      dx[1] = x[0] * (t / 4 - x[0] * x[0])
    }
  }

  @Test(arguments: integrators)
  func eachRowIsThatOfItsSpanAlone(integrator: Integrator) {
    check(integrator, Double.self)
    check(integrator, Float.self)
  }

  private func check<Element: Scalar>(_ integrator: Integrator, _ precision: Element.Type) {
    let field = RowSpansTests.pendulum(precision)
    let x0 = RowSpansTests.states(precision)
    let spans = RowSpansTests.spans
    let times = spans.enumerated().map { row, span in span.times(2 + row % 6) }
    let batch = integrator.trajectory(of: field, from: x0, over: spans, at: times)
    let ends = integrator.ends(of: field, from: x0, over: spans)
    let dense = integrator.denseTrajectory(of: field, from: x0, over: spans)
    let history = integrator.stepHistory(of: field, from: x0, over: spans)
    for row in 0..<RowSpansTests.rows {
      let start = Tensor([x0[row, 0], x0[row, 1]])
      let alone = integrator.trajectory(
        of: field, from: start, over: spans[row], at: times[row])
      #expect(batch.states(ofRow: row).elements == alone.states.elements, "row \(row)")
      #expect(batch.outcomes[row] == alone.outcomes[0])
      #expect(batch.ends.times[row] == spans[row].end)
      let aloneEnds = integrator.ends(of: field, from: start, over: spans[row])
      #expect((0..<2).allSatisfy { ends.states[row, $0] == aloneEnds.states[0, $0] })
      #expect(dense.span(ofRow: row) == spans[row])
      #expect(ends.statistics[row] == aloneEnds.statistics[0])
      let middle = (spans[row].start + spans[row].end) / 2
      let aloneDense = integrator.denseTrajectory(of: field, from: start, over: spans[row])
      #expect(dense.ends.statistics[row] == aloneDense.ends.statistics[0])
      #expect(batch.ends.statistics[row] == aloneDense.ends.statistics[0])
      #expect(
        dense.state(ofRow: row, at: middle).elements
          == aloneDense.state(ofRow: 0, at: middle).elements)
      #expect(history.stepCount(ofRow: row) == history.ends.statistics[row].accepted)
      #expect(history.times(ofRow: row).last == spans[row].end)
    }
  }

  @Test func endsAreThoseOfTheSolution() {
    let problem = ClosedForm.logistic
    let spans = [TimeSpan(to: 1), TimeSpan(from: 3, to: 0.5), TimeSpan(from: 1, to: 6)]
    let x0 = Tensor(spans.flatMap { problem.solution($0.start) }, shape: [3, 3])
    let trajectory = Integrator(control: .adaptive(relative: 1e-9, absolute: 1e-9)).trajectory(
      of: problem.field, from: x0, over: spans)
    for (row, span) in spans.enumerated() {
      #expect(problem.error(trajectory.states(ofRow: row).elements, at: span.end) < 2e-8)
    }
  }

  @Test func threadsChangeNothing() {
    let rows = 5000
    var stream = RandomStream(seed: 2)
    let x0 = Tensor<Double>.normal(shape: [rows, 2], using: &stream)
    let spans = (0..<rows).map { TimeSpan(to: Double($0 % 17 + 1) / 8) }
    let field = RowSpansTests.pendulum(Double.self)
    let integrator = RowSpansTests.integrators[0]
    let one = integrator.trajectory(of: field, from: x0, over: spans)
    let two = integrator.trajectory(
      of: field, from: x0, over: spans, on: ForkJoinPool(threads: 2))
    #expect(one.samples == two.samples && one.ends.statistics == two.ends.statistics)
  }

  @Test func spansAndTimesAreOnesOfEachRow() async {
    await #expect(processExitsWith: .failure) {
      _ = Integrator().ends(
        of: RowSpansTests.pendulum(Double.self), from: RowSpansTests.states(Double.self),
        over: [TimeSpan(to: 1)])
    }
    await #expect(processExitsWith: .failure) {
      _ = Integrator().trajectory(
        of: RowSpansTests.pendulum(Double.self), from: Tensor<Double>([1, 2], shape: [1, 2]),
        over: [TimeSpan(to: 1)], at: [[0.5, 1.5]])
    }
  }
}
