#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The number below which a standard normal number lies with probability `p`, `0 < p < 1`.
///
/// Three rational approximations: of the middle, and of two parts of the tails in `sqrt(-log p)`.
/// The relative error is about 1e-16, as published; the tests measure it.
///
/// > Source: Wichura, Algorithm AS 241, Applied Statistics 37 (1988), pp. 477-484, PPND16.
func normalQuantile(of p: Double) -> Double {
  let q = p - 0.5
  if abs(q) <= 0.425 {
    return q * middle(0.180625 - q * q)
  }
  let r = (-log(min(p, 1 - p))).squareRoot()
  let magnitude = r <= 5 ? tail(r - 1.6) : farTail(r - 5)
  return q < 0 ? -magnitude : magnitude
}

private func middle(_ r: Double) -> Double {
  let a = SIMD8(
    3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
    45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727)
  let b = SIMD8(
    1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867,
    39307.89580009271061, 28729.085735721942674, 5226.495278852545925)
  return ratio(a, b, r)
}

private func tail(_ r: Double) -> Double {
  let a = SIMD8(
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
    1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833,
    7.7454501427834140764e-4)
  let b = SIMD8(
    1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455,
    0.14810397642748007459, 0.0151986665636164571966, 5.475938084995344946e-4,
    1.05075007164441684324e-9)
  return ratio(a, b, r)
}

private func farTail(_ r: Double) -> Double {
  let a = SIMD8(
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
    0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5,
    2.01033439929228813265e-7)
  let b = SIMD8(
    1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525,
    7.868691311456132591e-4, 1.8463183175100546818e-5, 1.4215117583164458887e-7,
    2.04426310338993978564e-15)
  return ratio(a, b, r)
}

/// The quotient of two polynomials of degree 7, coefficients from the constant on.
@inline(__always)
private func ratio(_ a: SIMD8<Double>, _ b: SIMD8<Double>, _ r: Double) -> Double {
  polynomial(a, r) / polynomial(b, r)
}

/// Estrin's scheme: neighbours are joined side by side, which waits less than Horner's chain.
@inline(__always)
private func polynomial(_ c: SIMD8<Double>, _ r: Double) -> Double {
  let linear = c.evenHalf + c.oddHalf * r
  let cubic = linear.evenHalf + linear.oddHalf * (r * r)
  return cubic[0] + cubic[1] * (r * r * r * r)
}
