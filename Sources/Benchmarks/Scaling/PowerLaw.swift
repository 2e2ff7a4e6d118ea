#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A law `cost = factor * size^exponent`, fitted to measurements.
public struct PowerLaw: Sendable, Equatable {
  /// The exponent.
  public let exponent: Double
  /// The cost at size 1.
  public let factor: Double
  /// The standard error of the exponent; NaN of two points, which any law fits.
  public let standardError: Double

  /// The law that is nearest in the sense of least squares of logarithms.
  ///
  /// - Parameters:
  ///   - sizes: the sizes; positive, not all equal.
  ///   - costs: the cost at each; positive.
  /// - Precondition: there are at least two sizes, and a cost for each.
  public init(sizes: [Double], costs: [Double]) {
    precondition(
      sizes.count == costs.count && sizes.count >= 2,
      "a law of \(costs.count) costs at \(sizes.count) sizes")
    precondition(
      (sizes + costs).allSatisfy { $0 > 0 && $0.isFinite }, "sizes and costs are positive")
    let x = sizes.map { log($0) }
    let y = costs.map { log($0) }
    let count = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    let spread = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    precondition(spread > 0, "a law of one size only")
    let slope = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / spread
    let rest = zip(x, y).reduce(0.0) {
      let difference = $1.1 - meanY - slope * ($1.0 - meanX)
      return $0 + difference * difference
    }
    exponent = slope
    factor = exp(meanY - slope * meanX)
    standardError = count > 2 ? (rest / (count - 2) / spread).squareRoot() : .nan
  }
}
