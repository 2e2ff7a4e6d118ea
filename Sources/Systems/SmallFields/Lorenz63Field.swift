public import Calculus
public import Tensors

/// Lorenz' model of convection as a field of small states.
///
///     x' = sigma (y - x),  y' = x (rho - z) - y,  z' = x y - beta z
///
/// > Source: Lorenz, J. Atmos. Sci. 20 (1963).
public struct Lorenz63Field<Component: Scalar & SIMDScalar>: SmallField {
  /// The Prandtl number.
  public var sigma: Component
  /// The Rayleigh number in units of the critical one.
  public var rho: Component
  /// The shape of the rolls.
  public var beta: Component

  /// The field with Lorenz' parameters, or others.
  @inlinable
  public init(sigma: Component = 10, rho: Component = 28, beta: Component = 8 / 3) {
    self.sigma = sigma
    self.rho = rho
    self.beta = beta
  }

  @inlinable @inline(__always)
  public func velocity(at t: Component, _ x: SIMD3<Component>) -> SIMD3<Component> {
    SIMD3(sigma * (x[1] - x[0]), x[0] * (rho - x[2]) - x[1], x[0] * x[1] - beta * x[2])
  }
}
