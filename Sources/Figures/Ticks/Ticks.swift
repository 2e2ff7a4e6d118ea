/// The places along an axis that carry a label, and the lesser ones that carry only a stroke.
struct Ticks: Sendable, Equatable {
  struct Major: Sendable, Equatable {
    var value: Double
    var label: String
  }

  var major: [Major] = []
  var minor: [Double] = []

  /// Ticks for a range on a scale.
  ///
  /// - Parameters:
  ///   - lower: the lower end of the range.
  ///   - upper: the upper end of the range.
  ///   - scale: how numbers are laid along the axis.
  ///   - count: the most labels wanted; at least 2.
  /// - Returns: the ticks within the range.
  static func nice(
    from lower: Double, to upper: Double, scale: Axis.Scale, atMost count: Int
  ) -> Ticks {
    switch scale {
    case .linear: linear(from: lower, to: upper, atMost: count)
    case .logarithmic: logarithmic(from: lower, to: upper, atMost: count)
    }
  }

  /// Whole multiples of the smallest step out of 1, 2, 5 times a power of ten that gives no more
  /// labels than wanted; where that leaves fewer than two, the next finer step, which gives at most
  /// five.
  ///
  /// Each tick is an integer times a power of ten: its value is one product or quotient, correctly
  /// rounded up to the twenty-second power, and its label is written from the integer.
  ///
  /// > Source: after P. S. Heckbert, "Nice numbers for graph labels", Graphics Gems (1990). There the
  /// > range is widened to the ticks; here the ticks stay inside the range.
  static func linear(from lower: Double, to upper: Double, atMost count: Int) -> Ticks {
    let span = upper - lower
    guard span.isFinite, span > 0 else { return Ticks() }
    let wanted = max(2, count)
    var exponent = Int(decimalLogarithm(span / Double(wanted)).rounded(.down)) - 1
    var finer = Ticks()
    while true {
      for mantissa in [1, 2, 5] {
        let ticks = multiples(of: mantissa, exponent: exponent, from: lower, to: upper)
        if ticks.major.count <= wanted { return ticks.major.count >= 2 ? ticks : finer }
        finer = ticks
      }
      exponent += 1
    }
  }

  private static func multiples(
    of mantissa: Int, exponent: Int, from lower: Double, to upper: Double
  ) -> Ticks {
    let step = Double(mantissa) * powerOfTen(exponent)
    // A limit that misses a multiple only by rounding still shows its tick.
    let slack = 1e-9 * max(1, (upper - lower) / step)
    let first = (lower / step - slack).rounded(.up)
    let last = (upper / step + slack).rounded(.down)
    guard first <= last, max(abs(first), abs(last)) < 1e15 else { return Ticks() }
    let unit = powerOfTen(abs(exponent))
    let major = (Int(first)...Int(last)).map { index in
      let digits = Double(index * mantissa)
      return Major(
        value: exponent < 0 ? digits / unit : digits * unit,
        label: NumberText.decimal(index * mantissa, exponent: exponent))
    }
    return Ticks(major: major)
  }

  /// Powers of ten, thinned when there are many; below two of them also 2 and 5 times a power, and
  /// on less than that the ticks of a linear scale.
  static func logarithmic(from lower: Double, to upper: Double, atMost count: Int) -> Ticks {
    guard lower > 0, upper > lower, upper.isFinite else { return Ticks() }
    let first = Int((decimalLogarithm(lower) - 1e-9).rounded(.up))
    let last = Int((decimalLogarithm(upper) + 1e-9).rounded(.down))
    guard last - first < 1 else { return decades(first...last, from: lower, to: upper, count) }
    var ticks = Ticks()
    for exponent in (first - 1)...(last + 1) {
      for mantissa in [1, 2, 5] {
        let value = Double(mantissa) * powerOfTen(exponent)
        guard value >= lower * (1 - 1e-9), value <= upper * (1 + 1e-9) else { continue }
        let label =
          abs(exponent) <= 3
          ? NumberText.decimal(mantissa, exponent: exponent)
          : NumberText.power(mantissa, exponent: exponent)
        ticks.major.append(Major(value: value, label: label))
      }
    }
    guard ticks.major.count < 2 else { return ticks }
    return linear(from: lower, to: upper, atMost: count)
  }

  private static func decades(
    _ exponents: ClosedRange<Int>, from lower: Double, to upper: Double, _ count: Int
  ) -> Ticks {
    let least = (exponents.count + max(2, count) - 1) / max(2, count)
    let stride = [1, 2, 3, 5, 10, 20, 50, 100, 200].first { $0 >= least } ?? least
    let showsMinor = exponents.count <= 40
    var ticks = Ticks()
    for exponent in (exponents.lowerBound - 1)...exponents.upperBound {
      let unit = powerOfTen(exponent)
      let isMajor = exponents.contains(exponent) && cyclic(exponent, stride) == 0
      if isMajor {
        ticks.major.append(Major(value: unit, label: NumberText.power(1, exponent: exponent)))
      }
      let lesser = stride == 1 ? (2...9).map { Double($0) * unit } : isMajor ? [] : [unit]
      if showsMinor { ticks.minor += lesser.filter { $0 >= lower && $0 <= upper } }
    }
    return ticks
  }
}
