/// The solution between the ends of a step: a polynomial.
///
///     x(t + θh) ≈ x + h Σ_i b_i(θ) k_i,   b_i(θ) = Σ_j coefficients[i][j] θ^(j+1).
///
/// The velocities k_i are a method's stages, and behind them, for methods none of whose stages is
/// that, the velocity at the end of the step.
public struct DenseOutput: Sendable, Hashable {
  /// The coefficients: one row for each velocity, one column for each power of θ from the first.
  public let coefficients: [[Double]]
  /// The order q of the polynomials: between the ends they add an error of the order of h^(q+1) to
  /// that of the steps.
  public let order: Int

  /// Dense output of the given order.
  ///
  /// - Precondition: all rows have the same number of coefficients, at least one.
  public init(coefficients: [[Double]], order: Int) {
    let degree = coefficients.first?.count ?? 0
    precondition(
      degree >= 1 && coefficients.allSatisfy { $0.count == degree },
      "rows of \(coefficients.map(\.count)) coefficients in a dense output")
    self.coefficients = coefficients
    self.order = order
  }

  /// The degree of the polynomials.
  public var degree: Int { coefficients[0].count }

  /// The weights b_i(θ).
  public func weights(at theta: Double) -> [Double] {
    coefficients.map { row in row.reversed().reduce(0) { ($0 + $1) * theta } }
  }

  /// The cubic through the states and velocities at both ends of a step.
  ///
  /// With Δ = Σ_i b_i k_i, its value is x + h [(3θ² - 2θ³) Δ + (θ - 2θ² + θ³) f_0 + (θ³ - θ²) f_1],
  /// where f_0 is the first velocity and f_1 the last.
  static func hermite(b: [Double], order: Int, isFSAL: Bool) -> DenseOutput {
    var rows = (isFSAL ? b : b + [0]).map { [0, 3 * $0, -2 * $0] }
    rows[0] = zip(rows[0], [1, -2, 1]).map { $0 + $1 }
    let last = rows.count - 1
    rows[last] = zip(rows[last], [0, -1, 1]).map { $0 + $1 }
    return DenseOutput(coefficients: rows, order: min(order, 3))
  }
}
