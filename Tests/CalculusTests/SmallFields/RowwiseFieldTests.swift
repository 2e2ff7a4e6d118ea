import Calculus
import Tensors
import Testing

/// A small field in a batch has the velocities that it has alone, each row at its own time.
@Suite struct RowwiseFieldTests {
  private struct Turning: SmallField {
    let rate: Float
    func velocity(at t: Float, _ x: SIMD3<Float>) -> SIMD3<Float> {
      SIMD3(-rate * x[1], rate * x[0], t * x[2])
    }
  }

  /// A field that is written in place.
  private struct Chain: SmallField {
    func velocity(at t: Double, _ x: InlineArray<5, Double>) -> InlineArray<5, Double> {
      var dx = InlineArray<5, Double>(repeating: 0)
      evaluate(at: t, x, into: &dx)
      return dx
    }

    func evaluate(
      at t: Double, _ x: borrowing InlineArray<5, Double>, into dx: inout InlineArray<5, Double>
    ) {
      let x = x.span
      for index in 0..<5 { dx[index] = x[(index + 1) % 5] - t * x[index] }
    }
  }

  @Test func velocitiesAreThoseOfEachRow() {
    check(Turning(rate: 2))
    check(Chain())
  }

  private func check<Field: SmallField>(_ field: Field) {
    typealias Component = Field.State.Component
    let batch = RowwiseField(field)
    let n = Field.State.dimension
    #expect(batch.dimension == n)
    let states = (0..<7 * n).map { Component($0 * $0 % 11) - 5 }
    let times = (0..<7).map { Component($0) / 2 }
    var velocities = [Component](repeating: .nan, count: 7 * n)
    let evaluator = batch.makeEvaluator(rowCapacity: 7)
    let numbers = (0..<7).map(Int32.init)
    numbers.withUnsafeBufferPointer { rows in
      times.withUnsafeBufferPointer { t in
        states.withUnsafeBufferPointer { x in
          velocities.withUnsafeMutableBufferPointer { dx in
            guard let rows = rows.baseAddress, let t = t.baseAddress, let x = x.baseAddress,
              let dx = dx.baseAddress
            else { return }
            evaluator.evaluate(RowPoints(count: 7, rows: rows, t: t, x: x), into: dx)
          }
        }
      }
    }
    for row in 0..<7 {
      let alone = field.velocity(at: times[row], Field.State { states[$0 * 7 + row] })
      for index in 0..<n { #expect(velocities[index * 7 + row] == alone[component: index]) }
    }
  }
}
