@testable import ODE

/// Methods of stages of every kind, by their coefficients.
enum StageSchemes {
  static func implicit(_ a: [[Double]], b: [Double]) -> StageScheme {
    StageScheme(diagonallyImplicit: a, b: b, c: a.map { $0.reduce(0, +) })
  }

  static func rosenbrock(
    gamma: Double, _ alpha: [[Double]], _ couplings: [[Double]], b: [Double]
  ) -> StageScheme {
    StageScheme(rosenbrock: gamma, alpha: alpha, couplings: couplings, b: b)
  }

  static let implicitEuler = implicit([[1]], b: [1])
  static let implicitMidpoint = implicit([[0.5]], b: [1])
  static let trapezoid = implicit([[0], [0.5, 0.5]], b: [0.5, 0.5])

  /// Bank et al.'s TR-BDF2: an explicit stage and two implicit ones.
  static var trBDF2: StageScheme {
    let d = 1 - 0.5.squareRoot()
    let w = 0.125.squareRoot()
    return implicit([[0], [d, d], [w, w, d]], b: [w, w, d])
  }

  /// Crouzeix' method of order 3.
  static var crouzeix: StageScheme {
    let g = 0.5 + 3.0.squareRoot() / 6
    return implicit([[g], [1 - 2 * g, g]], b: [0.5, 0.5])
  }

  /// Verwer's ROS2.
  static var ros2: StageScheme {
    let g = 1 - 0.5.squareRoot()
    return rosenbrock(gamma: g, [[], [1]], [[], [-2 * g]], b: [0.5, 0.5])
  }

  /// Lang and Verwer's ROS3P (BIT 41, 2001).
  static var ros3p: StageScheme {
    let g = 0.5 + 3.0.squareRoot() / 6
    return rosenbrock(
      gamma: g, [[], [1], [1, 0]], [[], [-1], [-g, 0.5 - 2 * g]], b: [2.0 / 3, 0, 1.0 / 3])
  }

  static let all: [(name: String, scheme: StageScheme, order: Int)] = [
    ("rk4", StageScheme(.rungeKutta4), 4), ("dopri5", StageScheme(.dormandPrince), 5),
    ("implicit Euler", implicitEuler, 1), ("implicit midpoint", implicitMidpoint, 2),
    ("trapezoid", trapezoid, 2), ("TR-BDF2", trBDF2, 2), ("Crouzeix", crouzeix, 3),
    ("ROS2", ros2, 2), ("ROS3P", ros3p, 3),
  ]
  #if DEBUG
  static let indices = [5, 8]
  #else
  static let indices = Array(all.indices)
  #endif
}
