/// The factor by which a controller changes the step size, from logarithms to base 2.
///
/// The formula is that of ``StepController``: one logarithm and one exponential in place of a root and
/// two powers, both by polynomials, for the factor needs few digits.
@usableFromInline
struct StepFactor {
  @usableFromInline let logSafety: Double
  /// α / 2 and -β / 2, and the half of the exponent by which a rejected step shrinks: they multiply the
  /// logarithm of the square of an error.
  @usableFromInline let halfAlpha, halfBeta, halfShrink: Double
  @usableFromInline let logSmallest, logLargest: Double
  /// The logarithm of the square of the last accepted step's error, kept away from 0.
  @usableFromInline var logPrevious: Double
  @usableFromInline var isAfterRejection = false
  /// What controllers of more memory have beyond that; nil for others.
  @usableFromInline var filter: StepFilter?

  /// log2((1e-4)²).
  @usableFromInline static let logSmallestError = -26.575424759098898

  @usableFromInline
  init(_ control: AdaptiveControl, estimatePower: Int) {
    let controller = control.controller
    let exponents = controller.exponents(estimatePower: estimatePower)
    logSafety = StepFactor.log2(control.safety)
    halfAlpha = exponents.alpha / 2
    halfBeta = -exponents.beta / 2
    halfShrink = exponents.shrink / 2
    logSmallest = StepFactor.log2(max(control.smallestFactor, 1e-30))
    logLargest = StepFactor.log2(min(control.largestFactor, 1e30))
    logPrevious = controller.isPlain ? StepFactor.logSmallestError : 0
    filter =
      controller.isFilter
      ? StepFilter(halfGamma: exponents.gamma / 2, a: controller.a, b: controller.b) : nil
  }

  /// The factor after a step whose squared error is given; one that is not at most 1 is rejected.
  ///
  /// - Parameters:
  ///   - squaredError: the square.
  ///   - h: the size of the step; nil where the controller is known to be no filter.
  /// - Returns: whether the step is accepted, and the factor.
  @inlinable @inline(__always)
  mutating func judge(
    _ squaredError: Double, _ h: Double?
  ) -> (isAccepted: Bool, factor: Double) {
    let log = StepFactor.log2(max(squaredError, 1e-60))
    if squaredError <= 1 {
      var steadied = logSafety - halfAlpha * log + halfBeta * logPrevious
      if let h { steadied += filter?.advance(abs(h), logPrevious) ?? 0 }
      let largest = isAfterRejection ? 0 : logLargest
      logPrevious = max(log, StepFactor.logSmallestError)
      isAfterRejection = false
      return (true, StepFactor.exp2(min(max(steadied, logSmallest), largest)))
    }
    isAfterRejection = true
    let wanted = logSafety - halfShrink * log
    let isFinite = squaredError < .infinity
    return (false, StepFactor.exp2(isFinite ? max(wanted, logSmallest) : logSmallest))
  }

  /// The logarithm to base 2 of a positive normal number, with an error below 2e-9: a polynomial of
  /// degree 10 between the square roots of 1/2 and of 2.
  @inlinable @inline(__always)
  static func log2(_ x: Double) -> Double {
    let rootOfHalf: Int64 = 0x3fe6_a09e_667f_3bcd
    let bits = Int64(bitPattern: x.bitPattern)
    let exponent = (bits &- rootOfHalf) &>> 52
    let f = Double(bitPattern: UInt64(bitPattern: bits &- (exponent &<< 52))) - 1
    let f2 = f * f
    let f4 = f2 * f2
    let p01 = 1.442695040847079 - 0.7213471601178912 * f
    let p23 = 0.4808981454354398 - 0.3607088148696107 * f
    let p45 = 0.28857917584157633 - 0.23939289993370746 * f
    let p67 = 0.20428940026979134 - 0.1923529953491178 * f
    let p89 = 0.18839054094683658 - 0.10975121897784335 * f
    let p = (p01 + p23 * f2) + f4 * ((p45 + p67 * f2) + f4 * p89)
    return Double(exponent) + f * p
  }

  /// 2^x for x between -1000 and 1000, with a relative error below 2e-9: a polynomial of degree 6
  /// between -1/2 and 1/2.
  @inlinable @inline(__always)
  static func exp2(_ x: Double) -> Double {
    // Adding and subtracting 1.5 * 2^52 rounds to an integer, which then is in the lowest bits.
    let shifted = x + 0x1.8p52
    let r = x - (shifted - 0x1.8p52)
    let power = Double(bitPattern: (shifted.bitPattern &+ 1023) &<< 52)
    let r2 = r * r
    let p01 = 1.000000000554172 + 0.6931472057374323 * r
    let p23 = 0.2402264689061127 + 0.055503287766074626 * r
    let p45 = 0.009618488958212866 + 0.0013399931364071402 * r
    let p = (p01 + p23 * r2) + (r2 * r2) * (p45 + 0.00015345812055632402 * r2)
    return power * p
  }
}

/// The memory of a controller beyond the last two errors.
@usableFromInline
struct StepFilter {
  @usableFromInline let halfGamma, a, b: Double
  /// The logarithms of the square of the error before the last two, and of the ratio of the sizes
  /// before, and the last size; 0 for none.
  @usableFromInline var logBefore = 0.0
  @usableFromInline var logRatio = 0.0
  @usableFromInline var lastSize = 0.0

  @usableFromInline
  init(halfGamma: Double, a: Double, b: Double) {
    (self.halfGamma, self.a, self.b) = (halfGamma, a, b)
  }

  /// What the filter adds to the logarithm of the factor after an accepted step of length `size`,
  /// before which the last error's logarithm was `logPrevious`.
  @inlinable @inline(__always)
  mutating func advance(_ size: Double, _ logPrevious: Double) -> Double {
    let ratio = lastSize == 0 ? 0 : StepFactor.log2(size) - StepFactor.log2(lastSize)
    let sum = -halfGamma * logBefore - a * ratio - b * logRatio
    (logBefore, logRatio, lastSize) = (logPrevious, ratio, size)
    return sum
  }
}
