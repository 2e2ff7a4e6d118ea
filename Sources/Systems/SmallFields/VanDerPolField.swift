public import Calculus
public import Tensors

/// Van der Pol's oscillator as a field of small states: x' = v, v' = mu (1 - x²) v - x.
///
/// > Source: van der Pol, Phil. Mag. 2 (1926).
public struct VanDerPolField<Component: Scalar & SIMDScalar>: SmallField {
  /// The damping; the oscillator is stiff when it is large.
  public var mu: Component

  /// The oscillator of a damping.
  @inlinable
  public init(mu: Component = 1) {
    self.mu = mu
  }

  @inlinable @inline(__always)
  public func velocity(at t: Component, _ x: SIMD2<Component>) -> SIMD2<Component> {
    SIMD2(x[1], mu * (1 - x[0] * x[0]) * x[1] - x[0])
  }
}
