public import Calculus
public import Tensors

/// A satellite of earth and moon, in the frame that turns with them, as a field of small states.
///
///     x'' = x + 2 y' - (1 - mu) (x + mu) / D1 - mu (x - 1 + mu) / D2
///     y'' = y - 2 x' - (1 - mu) y / D1 - mu y / D2
///
/// with the cubes D1 and D2 of the distances from earth and moon. The components of a state are
/// x, y, x', y'.
///
/// > Source: Arenstorf, Amer. J. Math. 85 (1963); data of Hairer, Norsett & Wanner I (1993), II.0.
public struct ArenstorfField<Component: Scalar & SIMDScalar>: SmallField {
  /// The moon's share of the mass of both.
  public var mu: Component

  /// The field with the moon's mass, or another.
  @inlinable
  public init(mu: Component = 0.012277471) {
    self.mu = mu
  }

  /// The state at which the closed orbit begins that passes the moon at a hundredth of its distance.
  @inlinable
  public static var start: SIMD4<Component> {
    SIMD4(0.994, 0, 0, -2.00158510637908252240537862224)
  }

  /// The period of that orbit.
  @inlinable
  public static var period: Double { 17.0652165601579625588917206249 }

  @inlinable @inline(__always)
  public func velocity(at t: Component, _ x: SIMD4<Component>) -> SIMD4<Component> {
    let rest = 1 - mu
    let (toEarth, toMoon) = (x[0] + mu, x[0] - rest)
    let earth = toEarth * toEarth + x[1] * x[1]
    let moon = toMoon * toMoon + x[1] * x[1]
    let pullOfEarth = rest / (earth * earth.squareRoot())
    let pullOfMoon = mu / (moon * moon.squareRoot())
    return SIMD4(
      x[2], x[3],
      x[0] + 2 * x[3] - toEarth * pullOfEarth - toMoon * pullOfMoon,
      x[1] - 2 * x[2] - x[1] * (pullOfEarth + pullOfMoon))
  }
}
