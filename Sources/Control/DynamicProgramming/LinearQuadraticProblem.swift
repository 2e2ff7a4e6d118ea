import Calculus
public import Tensors

/// A linear flow with quadratic costs.
///
///     min over u of ∫ (x · Q x + u · R u) dt + x(T) · Q_T x(T),   dx/dt = A x + B u.
///
/// The value is V(t, x) = x · P(t) x, with the Riccati equation
///
///     -dP/dt = Aᵀ P + P A - P B R⁻¹ Bᵀ P + Q,   P(T) = Q_T,
///
/// and the best feedback is u = -R⁻¹ Bᵀ P(t) x.
///
/// > Source: Kalman, Boletín de la Sociedad Matemática Mexicana 5 (1960).
public struct LinearQuadraticProblem: Sendable {
  /// A; shape `[n, n]`.
  public let a: Tensor<Double>
  /// B; shape `[n, m]`.
  public let b: Tensor<Double>
  /// Q, symmetric; shape `[n, n]`.
  public let q: Tensor<Double>
  /// Q_T, symmetric; shape `[n, n]`.
  public let terminal: Tensor<Double>
  /// R⁻¹ Bᵀ; shape `[m, n]`.
  private let inverse: Tensor<Double>
  /// The generator of states and costates, [[A, -B R⁻¹ Bᵀ], [-Q, -Aᵀ]]; shape `[2n, 2n]`.
  private let generator: Tensor<Double>

  /// A problem.
  ///
  /// - Parameters:
  ///   - a: A; shape `[n, n]`.
  ///   - b: B; shape `[n, m]`.
  ///   - q: Q, symmetric and not negative; shape `[n, n]`.
  ///   - r: R, symmetric and positive; shape `[m, m]`.
  ///   - terminal: Q_T, symmetric and not negative; shape `[n, n]`.
  /// - Throws: when R is not positive.
  /// - Precondition: the shapes agree.
  public init(
    a: Tensor<Double>, b: Tensor<Double>, q: Tensor<Double>, r: Tensor<Double>,
    terminal: Tensor<Double>
  ) throws(LinearAlgebraError) {
    let (n, m) = (a.shape[0], r.shape[0])
    precondition(
      a.shape == [n, n] && b.shape == [n, m] && q.shape == [n, n] && r.shape == [m, m]
        && terminal.shape == [n, n],
      "shapes A \(a.shape), B \(b.shape), Q \(q.shape), R \(r.shape), Q_T \(terminal.shape)")
    self.a = a
    self.b = b
    self.q = q
    self.terminal = terminal
    inverse = try CholeskyFactorization(r).solve(b.transposed())
    generator = Tensor(
      concatenating: [
        Tensor(concatenating: [a, -(b • inverse)], along: 1),
        Tensor(concatenating: [-q, -a.transposed()], along: 1),
      ], along: 0)
  }

  /// P at times, from the end of a horizon backwards.
  ///
  /// States and costates together are a linear flow, whose matrix over a step is an exponential: P is
  /// exact at every time, but for rounding.
  ///
  /// - Parameter times: increasing times; the last is the horizon's end.
  /// - Returns: P at each; shape `[times, n, n]`.
  /// - Throws: when P does not exist so far back.
  public func solution(at times: [Double]) throws(LinearAlgebraError) -> RiccatiSolution {
    precondition(
      !times.isEmpty && zip(times, times.dropFirst()).allSatisfy(<),
      "times of a Riccati equation that do not increase")
    let n = a.shape[0]
    var p = terminal
    var all = [p]
    for (earlier, later) in zip(times, times.dropFirst()).reversed() {
      let flow = try matrixExponential((earlier - later) * generator)
      let (top, bottom) = (flow.rows(0..<n), flow.rows(n..<2 * n))
      let x = top.columns(0..<n) + top.columns(n..<2 * n) • p
      let y = bottom.columns(0..<n) + bottom.columns(n..<2 * n) • p
      // P = Y X⁻¹ is symmetric, so that Xᵀ P = Yᵀ.
      p = try LUFactorization(x.transposed()).solve(y.transposed())
      p = 0.5 * (p + p.transposed())
      all.append(p)
    }
    return RiccatiSolution(
      times: times, matrices: Tensor(stacking: all.reversed(), along: 0), inverse: inverse)
  }
}

/// The value function and the feedback of a linear-quadratic problem, at times.
public struct RiccatiSolution: Sendable {
  /// The times.
  public let times: [Double]
  /// P at the times; shape `[times, n, n]`.
  public let matrices: Tensor<Double>
  private let inverse: Tensor<Double>

  init(times: [Double], matrices: Tensor<Double>, inverse: Tensor<Double>) {
    self.times = times
    self.matrices = matrices
    self.inverse = inverse
  }

  /// x · P x at one of the times.
  public func value(at state: Tensor<Double>, time index: Int = 0) -> Double {
    state.dot((matrices.row(index) • state.reshaped(to: [state.count, 1])).column(0))
  }

  /// R⁻¹ Bᵀ P at one of the times, the feedback with its sign changed; shape `[m, n]`.
  public func gain(time index: Int) -> Tensor<Double> { inverse • matrices.row(index) }
}

/// e^M by scaling, a rational approximation, and squaring; shape `[n, n]`.
///
/// With the norm scaled to at most 1/2, the diagonal approximation of order 8 is exact to rounding.
///
/// > Source: Moler & Van Loan, SIAM Review 45 (2003), method 3.
func matrixExponential(_ m: Tensor<Double>) throws(LinearAlgebraError) -> Tensor<Double> {
  let norm = m.absolute().sum(over: 1).maximum()
  var squarings = 0
  var scaled = m
  while norm.isFinite, norm / Double(1 << squarings) > 0.5, squarings < 60 { squarings += 1 }
  scaled = scaled / Double(1 << squarings)
  let order = 8
  var coefficient = 1.0
  var power = Tensor<Double>.identity(m.shape[0])
  var (numerator, denominator) = (power, power)
  for k in 1...order {
    coefficient *= Double(order - k + 1) / Double(k * (2 * order - k + 1))
    power = power.product(scaled)
    numerator = numerator + coefficient * power
    denominator = denominator + (k % 2 == 0 ? coefficient : -coefficient) * power
  }
  var result = try LUFactorization(denominator).solve(numerator)
  for _ in 0..<squarings { result = result.product(result) }
  return result
}
