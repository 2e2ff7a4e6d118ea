import Tensors

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension DynamicalSystem {
  /// Two rods without weight, one hanging from the other, a mass at the end of each; both angles are 0
  /// at rest.
  ///
  /// With d = a - b, M = m1 + m2 and D = 2 m1 + m2 - m2 cos 2d,
  ///
  ///     l1 D u' = -g (M + m1) sin a - m2 g sin(a - 2 b) - 2 m2 sin d (l2 v^2 + l1 u^2 cos d)
  ///     l2 D v' = 2 sin d (M l1 u^2 + M g cos a + m2 l2 v^2 cos d)
  public static var doublePendulum: DynamicalSystem {
    DynamicalSystem(
      "double-pendulum",
      "a pendulum at the end of a pendulum: angles a and b, a' = u, b' = v, lengths in m, g in m/s^2",
      beginning: .at(["a", "b", "u", "v"], [2, 1, 0, 0]),
      parameters: ["m1": 1, "m2": 1, "l1": 1, "l2": 1, "g": 9.81],
      domains: ["m1": .positive, "m2": .positive, "l1": .positive, "l2": .positive], until: 5,
      invariants: [Invariant(name: "energy", function: { energyOfPendulums($0, $1) })],
      reference: Reference(
        [-0.6018013849013361, -3.156450998505699, 3.493119667501484, 1.3233028172815282],
        "SciPy 1.17.1: DOP853, rtol 1e-13, atol 1e-14"),
      source:
        "Lagrange's equations, as in Shinbrot, Grebogi, Wisdom & Yorke, Amer. J. Phys. 60 (1992)"
    ) { parameters in
      { _, x, dx in swing(parameters, x, &dx) }
    }
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  private static func swing(
    _ p: [Element], _ x: Span<Element>, _ dx: inout MutableSpan<Element>
  ) {
    let (m1, m2, l1, l2, g) = (p[0], p[1], p[2], p[3], p[4])
    let (a, b, u, v) = (x[0], x[1], x[2], x[3])
    let mass = m1 + m2
    let (sine, cosine) = (Element.sin(a - b), Element.cos(a - b))
    // 2 m1 + m2 - m2 cos 2d, without the cancellation at small m1.
    let inertia = 2 * (m1 + m2 * sine * sine)
    let pull = g * ((mass + m1) * Element.sin(a) + m2 * Element.sin(a - 2 * b))
    dx[0] = u
    dx[1] = v
    dx[2] = -(pull + 2 * m2 * sine * (l2 * v * v + l1 * u * u * cosine)) / (l1 * inertia)
    let swing = mass * (l1 * u * u + g * Element.cos(a)) + m2 * l2 * v * v * cosine
    dx[3] = 2 * sine * swing / (l2 * inertia)
  }

  private static func energyOfPendulums(_ p: [Double], _ x: [Double]) -> Double {
    let (upper, lower) = (p[2] * x[2], p[3] * x[3])
    let kinetic =
      (p[0] + p[1]) * upper * upper / 2 + p[1] * lower * lower / 2
      + p[1] * upper * lower * cos(x[0] - x[1])
    return kinetic - p[4] * ((p[0] + p[1]) * p[2] * cos(x[0]) + p[1] * p[3] * cos(x[1]))
  }
}
