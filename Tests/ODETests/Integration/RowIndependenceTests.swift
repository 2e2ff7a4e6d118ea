import Calculus
import ODE
import Tensors
import Testing

/// A row's trajectory is the same, bit for bit, in every company.
@Suite struct RowIndependenceTests {
  /// Rows of very different difficulty: some oscillate fast, some blow up, one is not a number.
  private static func field<Element: Scalar>(
    _ dimension: Int, _: Element.Type
  ) -> ClosureField<Element> {
    ClosureField(dimension: dimension) { t, x, dx in
      for i in 0..<dimension {
        let next = x[(i + 1) % dimension]
        dx[i] = x[i] * (next - x[i] / 2) + t / 4
      }
    }
  }

  private static func states<Element: Scalar>(
    _ rows: Int, _ dimension: Int, _: Element.Type
  ) -> Tensor<Element> {
    var stream = RandomStream(seed: 5)
    var states = Tensor<Element>.normal(shape: [rows, dimension], using: &stream)
    states[rows / 2, 0] = .nan
    states[rows - 1, 0] = 8
    return states
  }

  private static let integrators = [
    Integrator(method: .tsitouras, control: .adaptive(relative: 1e-5, absolute: 1e-6)),
    Integrator(method: .heun, control: .adaptive(relative: 1e-3, absolute: 1e-3)),
    Integrator(method: .rungeKutta4, control: .fixed(steps: 20)),
    Integrator(method: .dormandPrince, control: .fixed(steps: 20)),
  ]

  @Test(arguments: integrators, [1, 2, 3, 5, 17])
  func batchEqualsItsRows(integrator: Integrator, dimension: Int) {
    check(integrator, dimension, Double.self)
    check(integrator, dimension, Float.self)
  }

  private func check<Element: Scalar>(
    _ integrator: Integrator, _ dimension: Int, _ precision: Element.Type
  ) {
    let rows = 37
    let field = RowIndependenceTests.field(dimension, precision)
    let x0 = RowIndependenceTests.states(rows, dimension, precision)
    let span = TimeSpan(from: 0.5, to: 1.5)
    let times = span.times(6)
    let batch = integrator.trajectory(of: field, from: x0, over: span, at: times)
    for row in 0..<rows {
      let start = Tensor(Array(x0.elements[row * dimension..<(row + 1) * dimension]))
      let alone = integrator.trajectory(of: field, from: start, over: span, at: times)
      #expect(alone.outcomes[0].isSame(as: batch.outcomes[row]), "row \(row)")
      #expect(alone.statistics == batch.ends.statistics[row], "row \(row)")
      #expect(alone.ends.times[0] == batch.ends.times[row])
      for index in times.indices {
        for column in 0..<dimension {
          let (a, b) = (alone.states[index, 0, column], batch.states[index, row, column])
          #expect(a == b || a.isNaN && b.isNaN, "row \(row), time \(index)")
        }
      }
    }
    #expect(!batch.outcomes[rows / 2].isCompleted)
    #expect(batch.outcomes.contains(.completed))
  }

  @Test(arguments: [2, 3])
  func threadsChangeNothing(threads: Int) {
    let field = RowIndependenceTests.field(3, Double.self)
    let x0 = RowIndependenceTests.states(5000, 3, Double.self)
    let integrator = RowIndependenceTests.integrators[0]
    let span = TimeSpan(to: 1)
    let pool = ForkJoinPool(threads: threads)
    let one = integrator.trajectory(of: field, from: x0, over: span)
    let many = integrator.trajectory(of: field, from: x0, over: span, on: pool)
    #expect(one.ends.times == many.ends.times)
    #expect(one.ends.statistics == many.ends.statistics)
    #expect(one.states.elements.map(\.bitPattern) == many.states.elements.map(\.bitPattern))
    let dense = integrator.denseTrajectory(of: field, from: x0, over: span, on: pool)
    for row in [0, 1, 700, 1500, 4999] where one.outcomes[row].isCompleted {
      let state = dense.state(ofRow: row, at: 1).elements
      #expect(state == (0..<3).map { one.states[0, row, $0] })
    }
  }
}

extension Outcome {
  /// Equal, NaN times included.
  func isSame(as other: Outcome) -> Bool { description == other.description }
}
