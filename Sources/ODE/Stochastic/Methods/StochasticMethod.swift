/// A method for stochastic equations.
///
/// | method | sense | noise | strong order | weak order |
/// |---|---|---|---|---|
/// | Euler–Maruyama | Itô; both when additive | any | ½; 1 when additive | 1 |
/// | Milstein | both | diagonal | 1 | 1 |
/// | Heun | Stratonovich; both when additive | any | 1 when commutative, else ½ | 1 |
/// | SRA1 | both | additive | 1.5 | 2 |
/// | Platen's | Itô | any | ½ | 2 |
///
/// > Source: Kloeden & Platen, Numerical Solution of Stochastic Differential Equations (1992), 10.2,
/// > 11.1, 15.1; Rößler, SIAM J. Numer. Anal. 48 (2010), for SRA1.
public enum StochasticMethod: String, Sendable, Hashable, CaseIterable {
  /// x + f h + g ΔW.
  case eulerMaruyama
  /// Milstein's scheme with the derivative of g by a central difference over g √h.
  case milstein
  /// The trapezoidal predictor and corrector.
  case heun
  /// Rößler's stochastic Runge–Kutta method SRA1.
  case sra1
  /// Platen's explicit scheme of weak order 2, with increments of the path.
  case platenWeak2

  /// Why the method does not serve an equation, in one sentence; nil when it does.
  public func refusal(noise: NoiseKind, sense: StochasticSense) -> String? {
    var isAdditive = false
    if case .additive = noise { isAdditive = true }
    switch self {
    case .eulerMaruyama where sense == .stratonovich && !isAdditive,
      .platenWeak2 where sense == .stratonovich && !isAdditive:
      return "method \(rawValue) takes the Itô sense: add the correction to the drift, or use heun"
    case .heun where sense == .ito && !isAdditive:
      return "method heun takes the Stratonovich sense: subtract the correction from the drift, or "
        + "use eulerMaruyama"
    case .milstein where noise != .diagonal:
      return "method milstein takes diagonal noise: use eulerMaruyama or heun"
    case .sra1 where !isAdditive:
      return "method sra1 takes additive noise: use eulerMaruyama or heun"
    default:
      return nil
    }
  }

  /// The motions of a row that a method needs for m that drive it: the signs of Platen's two-point
  /// variables, one for each pair, are those of the increments of more motions.
  func motions(_ m: Int) -> Int { self == .platenWeak2 ? m + m * (m - 1) / 2 : m }
}
