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
      withUnsafeTemporaryAllocation(of: Element.self, capacity: RowTile<Field>.capacity) { memory in
        // The memory is not empty, and so has an address.
        let tile = RowTile(field, points, memory.baseAddress.unsafelyUnwrapped)
        var first = 0
        while first &+ RowTile<Field>.rowCount <= points.count {
          tile.evaluate(first, RowTile<Field>.rowCount, into: dx)
          first &+= RowTile<Field>.rowCount
        }
        tile.evaluate(first, points.count &- first, into: dx)
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

/// Velocities of some rows of a batch in memory of their own, which overlaps nothing: a loop over
/// them of known length becomes vector code where the field has no branches.
@usableFromInline
struct RowTile<Field: SmallField> {
  @usableFromInline typealias Component = Field.State.Component

  @usableFromInline let field: Field
  @usableFromInline let points: RowPoints<Component>
  /// Shape `[dimension, rowCount]`.
  @usableFromInline let velocities: UnsafeMutablePointer<Component>

  /// The largest number of rows.
  @inlinable @inline(__always)
  static var rowCount: Int { 16 }

  /// The numbers of its memory.
  @inlinable @inline(__always)
  static var capacity: Int { Field.State.dimension &* rowCount }

  @inlinable @inline(__always)
  init(
    _ field: Field, _ points: RowPoints<Component>, _ velocities: UnsafeMutablePointer<Component>
  ) {
    self.field = field
    self.points = points
    self.velocities = velocities
  }

  /// Computes the velocities of the rows from `first` on.
  @inlinable @inline(__always)
  func evaluate(_ first: Int, _ count: Int, into dx: UnsafeMutablePointer<Component>) {
    let all = points.count
    let (t, x) = (points.t + first, points.x + first)
    for row in 0..<count {
      var velocity = Field.State.origin
      field.evaluate(at: t[row], Field.State { x[$0 &* all &+ row] }, into: &velocity)
      for c in 0..<Field.State.dimension {
        velocities[c &* Self.rowCount &+ row] = velocity[component: c]
      }
    }
    for c in 0..<Field.State.dimension {
      let place = dx + (c &* all &+ first)
      let velocity = velocities + c &* Self.rowCount
      for row in 0..<count { place[row] = velocity[row] }
    }
  }
}
