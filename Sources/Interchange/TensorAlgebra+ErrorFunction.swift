import Calculus

extension TensorAlgebra {
  /// The error function from arithmetic and exponentials alone, to double precision.
  ///
  /// With a = |x|, it is a R₁(a²) up to 0.46875, from there to 4 it is 1 - exp(-a²) R₂(a), and beyond
  /// 1 - exp(-a²) (1/√π + R₃(1/a²)/a²)/a, R being quotients of polynomials; erf(-x) = -erf(x).
  ///
  /// > Source: Cody, Mathematics of Computation 23 (1969), tables I to III, last rows.
  func rationalErrorFunction() -> Self {
    let a = absolute()
    // Each part is computed everywhere: arguments stay where its polynomials are meant for.
    let small = Self.minimum(a, .constant(0.46875))
    let middle = Self.minimum(.maximum(a, .constant(0.46875)), .constant(4))
    let large = Self.maximum(a, .constant(4))
    let y = small.squared()
    let first = small * (y.polynomial(Cody.p1) / y.polynomial(Cody.q1))
    let second =
      1 - (-middle.squared()).exp() * (middle.polynomial(Cody.p2) / middle.polynomial(Cody.q2))
    let z = large.squared().reciprocal()
    let tail = Cody.inverseRootOfPi - z * (z.polynomial(Cody.p3) / z.polynomial(Cody.q3))
    let third = 1 - (-large.squared()).exp() * tail / large
    let value = Self.select(
      .isLessOrEqual(a, .constant(0.46875)), first,
      .select(.isLessOrEqual(a, .constant(4)), second, third))
    return sign() * value
  }

  /// Σ cᵢ xⁱ by Horner's rule, the coefficient of the highest power first.
  private func polynomial(_ coefficients: [Double]) -> Self {
    var value = Self.constant(coefficients[0])
    for coefficient in coefficients.dropFirst() { value = value * self + coefficient }
    return value
  }
}

/// Coefficients of Cody's quotients, the highest power first.
private enum Cody {
  static let p1 = [
    1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2,
    3.20937758913846947e3,
  ]
  static let q1 = [
    1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3,
    2.84423683343917062e3,
  ]
  static let p2 = [
    2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
    2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
    1.23033935479799725e3,
  ]
  static let q2 = [
    1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2,
    1.62138957456669019e3, 3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3,
    1.23033935480374942e3,
  ]
  static let p3 = [
    1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1,
    1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4,
  ]
  static let q3 = [
    1, 2.56852019228982242, 1.87295284992346047, 5.27905102951428412e-1,
    6.05183413124413191e-2, 2.33520497626869185e-3,
  ]
  static let inverseRootOfPi = 5.6418958354775628695e-1
}
