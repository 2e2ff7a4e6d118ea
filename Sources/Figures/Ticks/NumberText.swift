/// Numbers as short text for axes and labels: digits and a power of ten, never a rounding tail.
enum NumberText {
  /// The number `digits * 10^exponent`, plain from 0.001 to 99999, and beyond that plain or as
  /// `1.5e7`, whichever is shorter.
  static func decimal(_ digits: Int, exponent: Int) -> String {
    guard digits != 0 else { return "0" }
    let (head, power) = stripped(digits, exponent)
    let magnitude = String(head.magnitude).count - 1 + power
    let mantissa = plain(head, exponent: power - magnitude)
    let short = "\(mantissa)e\(sign(magnitude))\(magnitude.magnitude)"
    guard abs(magnitude) < 20 else { return short }
    let long = plain(head, exponent: power)
    return -3...4 ~= magnitude || long.count <= short.count ? long : short
  }

  /// The number `digits * 10^exponent` without an exponent, with as many decimals as that needs.
  static func plain(_ digits: Int, exponent: Int) -> String {
    let text = String(digits.magnitude)
    guard digits != 0 else { return "0" }
    guard exponent < 0 else {
      return sign(digits) + text + String(repeating: "0", count: exponent)
    }
    let padding = String(repeating: "0", count: max(0, 1 - exponent - text.count))
    let padded = padding + text
    return "\(sign(digits))\(padded.dropLast(-exponent)).\(padded.suffix(-exponent))"
  }

  /// The number `mantissa * 10^exponent` as on a logarithmic axis, with a raised exponent.
  static func power(_ mantissa: Int, exponent: Int) -> String {
    let head = mantissa == 1 ? "" : "\(mantissa)\u{d7}"
    return "\(head)10\(raised(exponent))"
  }

  /// A value rounded to a few significant digits.
  static func compact(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "\u{2212}∞" : "∞" }
    guard value != 0, abs(value) >= .leastNormalMagnitude else { return "0" }
    let exponent = Int(decimalLogarithm(abs(value)).rounded(.down)) - digits + 1
    let unit = powerOfTen(abs(exponent))
    let scaled = exponent < 0 ? value * unit : value / unit
    guard scaled.isFinite else { return "0" }
    return decimal(Int(scaled.rounded()), exponent: exponent)
  }

  private static func stripped(_ digits: Int, _ exponent: Int) -> (Int, Int) {
    var digits = digits
    var exponent = exponent
    while digits % 10 == 0 {
      digits /= 10
      exponent += 1
    }
    return (digits, exponent)
  }

  private static func sign(_ number: Int) -> String { number < 0 ? "\u{2212}" : "" }

  private static func raised(_ exponent: Int) -> String {
    let figures: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let digits = String(exponent.magnitude).compactMap { $0.wholeNumberValue.map { figures[$0] } }
    return (exponent < 0 ? "⁻" : "") + String(digits)
  }
}
