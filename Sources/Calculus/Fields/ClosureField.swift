public import Tensors

/// A vector field given by a closure over one row: nothing is traced, nothing differentiated.
///
/// ```swift
/// let pendulum = ClosureField<Double>(dimension: 2) { _, x, dx in
///   dx[0] = x[1]
///   dx[1] = -sin(x[0])
/// }
/// ```
public struct ClosureField<Element: Scalar>: VectorField {
  /// The velocity of one row: time, state `[dimension]`, and the velocity to set `[dimension]`.
  public typealias Velocity =
    @Sendable (_ t: Element, _ x: Span<Element>, _ dx: inout MutableSpan<Element>) -> Void

  /// The number of components of a state.
  public let dimension: Int
  let velocity: Velocity

  /// A field of `dimension` components whose velocity the closure sets, every component of it.
  ///
  /// - Precondition: `dimension` is at least 1.
  public init(dimension: Int, velocity: @escaping Velocity) {
    precondition(dimension >= 1, "a field has at least one component, not \(dimension)")
    self.dimension = dimension
    self.velocity = velocity
  }

  public func makeEvaluator(rowCapacity: Int) -> any FieldEvaluator<Element> {
    ClosureEvaluator(field: self)
  }
}

private final class ClosureEvaluator<Element: Scalar>: FieldEvaluator {
  let field: ClosureField<Element>
  /// The state and the velocity of one row.
  let x: UnsafeMutablePointer<Element>
  let dx: UnsafeMutablePointer<Element>

  init(field: ClosureField<Element>) {
    self.field = field
    x = .allocate(capacity: 2 * field.dimension)
    x.initialize(repeating: 0, count: 2 * field.dimension)
    dx = x + field.dimension
  }

  deinit { x.deallocate() }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func evaluate(_ points: RowPoints<Element>, into velocities: UnsafeMutablePointer<Element>) {
    let n = field.dimension
    let state = Span(_unsafeStart: UnsafePointer(x), count: n)
    for row in 0..<points.count {
      for c in 0..<n { x[c] = points.x[c * points.count + row] }
      var velocity = MutableSpan(_unsafeStart: dx, count: n)
      field.velocity(points.t[row], state, &velocity)
      for c in 0..<n { velocities[c * points.count + row] = dx[c] }
    }
  }
}
