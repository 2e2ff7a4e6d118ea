// Methods of equal steps. The embedded Euler method gives those of order 2 an error estimate.

extension ButcherTableau {
  /// Euler's method: order 1, one stage; a residual network's layer.
  public static let euler = ButcherTableau(
    name: "euler", order: 1, a: [[]], b: [1], c: [0],
    source: "Euler, Institutionum calculi integralis I (1768), § 650")

  /// The explicit midpoint rule: order 2, two stages.
  public static let midpoint = ButcherTableau(
    name: "midpoint", order: 2, a: [[], [1 / 2]], b: [0, 1], c: [0, 1 / 2],
    embedded: EmbeddedMethod(order: 1, b: [1, 0]),
    source: "Runge, Math. Ann. 46 (1895)")

  /// Heun's method, the explicit trapezoidal rule: order 2, two stages.
  public static let heun = ButcherTableau(
    name: "heun", order: 2, a: [[], [1]], b: [1 / 2, 1 / 2], c: [0, 1],
    embedded: EmbeddedMethod(order: 1, b: [1, 0]),
    source: "Heun, Z. Math. Phys. 45 (1900)")

  /// The classical Runge-Kutta method: order 4, four stages.
  public static let rungeKutta4 = ButcherTableau(
    name: "rk4", order: 4, a: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
    b: [1 / 6, 1 / 3, 1 / 3, 1 / 6], c: [0, 1 / 2, 1 / 2, 1],
    source: "Kutta, Z. Math. Phys. 46 (1901)")

  /// Kutta's 3/8 rule: order 4, four stages, smaller error constants than the classical method.
  public static let threeEighths = ButcherTableau(
    name: "three-eighths", order: 4, a: [[], [1 / 3], [-1 / 3, 1], [1, -1, 1]],
    b: [1 / 8, 3 / 8, 3 / 8, 1 / 8], c: [0, 1 / 3, 2 / 3, 1],
    source: "Kutta, Z. Math. Phys. 46 (1901)")
}
