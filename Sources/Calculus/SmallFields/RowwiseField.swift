public import Tensors

/// A small field as a field of batches: the same velocity, row by row.
///
/// ```swift
/// let ends = Integrator().ends(
///   of: RowwiseField(Pendulum()), from: states, over: TimeSpan(to: 10))
/// ```
///
/// It is made where the small field's type is known, so that the loop over rows is compiled for it.
public struct RowwiseField<Element: Scalar>: VectorField {
  @usableFromInline typealias Loop =
    @Sendable (_ points: RowPoints<Element>, _ dx: UnsafeMutablePointer<Element>) -> Void

  /// The number of components of a state.
  public let dimension: Int
  @usableFromInline let loop: Loop

  /// The field whose rows have the velocities of a small field.
  @inlinable
  public init<Field: SmallField>(_ field: Field) where Field.State.Component == Element {
    dimension = Field.State.dimension
    loop = { points, dx in
      let (count, t, x) = (points.count, points.t, points.x)
      for row in 0..<count {
        var velocity = Field.State.origin
        field.evaluate(at: t[row], Field.State { x[$0 * count + row] }, into: &velocity)
        for c in 0..<Field.State.dimension { dx[c * count + row] = velocity[component: c] }
      }
    }
  }

  public func makeEvaluator(rowCapacity: Int) -> any FieldEvaluator<Element> {
    RowwiseEvaluator(loop: loop)
  }
}

private final class RowwiseEvaluator<Element: Scalar>: FieldEvaluator {
  let loop: RowwiseField<Element>.Loop

  init(loop: @escaping RowwiseField<Element>.Loop) {
    self.loop = loop
  }

  func evaluate(_ points: RowPoints<Element>, into dx: UnsafeMutablePointer<Element>) {
    loop(points, dx)
  }
}
