/// The right-hand side of `dx/dt = f(t, x)` for a state that is a plain value.
///
/// Written once, it is simulated at the speed of a program written for it alone, also from another
/// module than its integrator's, and it is followed in batches as a ``VectorField`` by ``RowwiseField``.
///
/// ```swift
/// struct Pendulum: SmallField {
///   func velocity(at t: Double, _ x: SIMD2<Double>) -> SIMD2<Double> {
///     SIMD2(x[1], -sin(x[0]))
///   }
/// }
/// ```
///
/// A field over an `InlineArray` reads its state through `x.span`: the subscript of an array that is
/// not a variable copies the whole of it at each reading (Swift 6.3).
public protocol SmallField: Sendable {
  /// The type of states and velocities.
  associatedtype State: SmallState

  /// The velocity of a state at a time.
  func velocity(at t: State.Component, _ x: State) -> State

  /// Computes the velocity of a state at a time in place, every component of it.
  ///
  /// The default does as ``velocity(at:_:)``; a field of many components saves copies of states by a
  /// version of its own, from which the other then is made.
  func evaluate(at t: State.Component, _ x: borrowing State, into dx: inout State)
}

extension SmallField {
  @inlinable @inline(__always)
  public func evaluate(at t: State.Component, _ x: borrowing State, into dx: inout State) {
    dx = velocity(at: t, copy x)
  }
}
