#if !DEBUG
import Calculus
import ODE
import Systems
import Tensors
import Testing

/// A thousand trajectories of Lorenz's system with spans of their own: steps of each row's own against
/// steps that all rows share.
@Suite(.serialized) struct RaggedRowsTests {
  private static let rows = 1000

  @Test("Rows with their own steps take less work and time than rows that share them")
  func ownAgainstShared() {
    let rows = RaggedRowsTests.rows
    var stream = RandomStream(seed: 5)
    let starts = (0..<rows).flatMap { _ in
      (0..<3).map { _ in 10 * Double.random(in: -1..<1, using: &stream) + 1 }
    }
    let spans = (0..<rows).map { _ in
      TimeSpan(to: 0.2 + 4.8 * Double.random(in: 0..<1, using: &stream))
    }
    let integrator = Integrator(
      method: .dormandPrince, control: .adaptive(relative: 1e-6, absolute: 1e-6))
    let lorenz = RowwiseField(Lorenz63Field<Double>())
    // One state of all rows, which moves as one until the last of them has come to its end.
    let shared = ClosureField<Double>(dimension: 3 * rows) { _, x, dx in
      for row in 0..<rows {
        let (a, b, c) = (x[3 * row], x[3 * row + 1], x[3 * row + 2])
        dx[3 * row] = 10 * (b - a)
        dx[3 * row + 1] = a * (28 - c) - b
        dx[3 * row + 2] = a * b - 8 / 3 * c
      }
    }
    let last = spans.map(\.end).reduce(0, max)
    func measure(_ solve: () -> FlowEnds<Double>) -> (ends: FlowEnds<Double>, seconds: Double) {
      var best = Double.infinity
      var ends = solve()
      for _ in 0..<5 {
        let clock = ContinuousClock()
        let time = clock.measure { ends = solve() }
        best = min(
          best, Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18)
      }
      return (ends, best)
    }
    let own = measure {
      integrator.ends(of: lorenz, from: Tensor(starts, shape: [rows, 3]), over: spans)
    }
    let together = measure {
      integrator.ends(of: shared, from: Tensor(starts), over: TimeSpan(to: last))
    }
    #expect(own.ends.allCompleted && together.ends.allCompleted)
    let evaluations = own.ends.total.evaluations
    let sharedEvaluations = together.ends.total.evaluations * rows
    print(
      "1,000 spans: own steps \(evaluations) evaluations of rows, \(own.seconds * 1e3) ms; shared steps "
        + "\(sharedEvaluations), \(together.seconds * 1e3) ms")
    #expect(evaluations * 2 < sharedEvaluations)
    #expect(own.seconds < together.seconds)
  }
}
#endif
