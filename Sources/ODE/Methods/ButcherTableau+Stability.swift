extension ButcherTableau {
  /// The coefficients of the stability function R, what a step of size 1 makes of x' = z x: a polynomial,
  /// 1 + Σ_k (b · A^(k−1) 1) z^k.
  static func stabilityFunction(a: [[Double]], b: [Double]) -> [Double] {
    var coefficients = [1.0]
    var power = b.map { _ in 1.0 }
    for _ in b {
      coefficients.append(zip(b, power).reduce(0) { $0 + $1.0 * $1.1 })
      power = a.map { row in zip(row, power).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    return coefficients
  }

  /// How far a method is stable along the negative axis: the largest r for which |R(z)| ≤ 1 from 0 to −r.
  ///
  /// > Source: Hairer & Wanner, Solving Ordinary Differential Equations II (1996), IV.2.
  static func stabilityBoundary(a: [[Double]], b: [Double]) -> Double {
    let coefficients = stabilityFunction(a: a, b: b)
    func isStable(_ r: Double) -> Bool {
      abs(coefficients.reversed().reduce(0) { $0 * -r + $1 }) <= 1 + 1e-12
    }
    var stable = 0.0
    while stable < 100, isStable(stable + 0.05) { stable += 0.05 }
    var unstable = stable + 0.05
    for _ in 0..<20 {
      let middle = (stable + unstable) / 2
      if isStable(middle) { stable = middle } else { unstable = middle }
    }
    return stable
  }

  /// Whether the last two velocities of a step are taken at its end, at two states: their difference
  /// tells of the largest eigenvalue.
  var showsStiffness: Bool {
    isFSAL ? stages > 2 && c[stages - 2] == 1 : stages > 1 && c[stages - 1] == 1
  }
}

extension SteppingMethod {
  /// How far the method is stable along the negative axis, in units of 1 / (step size).
  ///
  /// It is infinite for implicit methods, and those for special fields.
  public var stabilityBoundary: Double {
    switch self {
    case .explicit(let tableau): tableau.stabilityBoundary
    case .composition, .discreteGradient, .diagonallyImplicit, .rosenbrock, .automatic: .infinity
    }
  }
}
