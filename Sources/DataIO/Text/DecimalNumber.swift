/// The mark between the whole and the fractional digits of a number.
public enum DecimalMark: Hashable, Sendable {
  /// `3.14`
  case point
  /// `3,14`
  case comma

  /// The mark as a byte.
  var byte: UInt8 { self == .point ? Ascii.point : Ascii.comma }
}

/// What a run of bytes says when it is read as a decimal number.
enum DecimalNumber: Equatable {
  /// A number, rounded correctly.
  case value(Double)
  /// The bytes are against the grammar.
  case malformed
  /// The number is beyond the range of `Double`.
  case outOfRange

  /// Reads bytes as a number.
  ///
  /// The grammar is `[+-] (digits [mark [digits]] | mark digits) [(e|E) [+-] digits]` and nothing
  /// around it: no hexadecimal, no words for infinity or NaN, no separators of thousands.
  /// A number too small for `Double` rounds to a subnormal or to zero.
  init(_ bytes: UnsafeBufferPointer<UInt8>, mark: DecimalMark = .point) {
    var scan = DecimalScan(bytes, mark: mark.byte)
    guard scan.run() else {
      self = .malformed
      return
    }
    if let value = scan.exactValue ?? scan.quotient {
      self = .value(value)
      return
    }
    let value = roundedValue(of: bytes, mark: mark)
    self = value.isFinite ? .value(value) : .outOfRange
  }

  /// Reads a part of an array as a number.
  init(_ bytes: [UInt8], in range: Range<Int>, mark: DecimalMark = .point) {
    self = bytes.withUnsafeBufferPointer {
      DecimalNumber(UnsafeBufferPointer(rebasing: $0[range]), mark: mark)
    }
  }
}

/// One pass over the bytes of a number: checks the grammar, collects the first 19 digits.
private struct DecimalScan {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let mark: UInt8
  private var i = 0
  private var isNegative = false
  private var significand: UInt64 = 0
  private var digits = 0
  private var exponent = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>, mark: UInt8) {
    self.bytes = bytes
    self.mark = mark
  }

  /// Whether the bytes are a number.
  mutating func run() -> Bool {
    guard !bytes.isEmpty else { return false }
    isNegative = bytes[0] == Ascii.minus
    if isNegative || bytes[0] == Ascii.plus { i = 1 }
    var seen = collectDigits(exponentStep: 0)
    if i < bytes.count, bytes[i] == mark {
      i += 1
      seen += collectDigits(exponentStep: -1)
    }
    guard seen > 0 else { return false }
    if i < bytes.count, bytes[i] | 0x20 == UInt8(ascii: "e") {
      guard collectExponent() else { return false }
    }
    return i == bytes.count
  }

  /// The number, when double arithmetic gives it without a rounding error but the last.
  ///
  /// A significand below 2^53 and a power of ten up to 10^22 are exact, so one product or quotient
  /// of them is rounded correctly.
  ///
  /// > Source: W. D. Clinger, How to read floating point numbers accurately, PLDI 1990.
  var exactValue: Double? {
    if significand == 0, digits <= 19 { return isNegative ? -0.0 : 0 }
    guard digits <= 19, significand < 1 << 53, exponent >= -22, exponent <= 22 else { return nil }
    let magnitude = Double(significand)
    let value =
      exponent < 0 ? magnitude / powersOfTen[-exponent] : magnitude * powersOfTen[exponent]
    return isNegative ? -value : value
  }

  /// The number, when it is a significand below 2^64 over a power of ten below 2^64.
  ///
  /// Both are shifted until their top bits are set; then 64 bits of their quotient come from one
  /// division, and the last of them is set when a remainder is left. Rounding those 64 bits to 53
  /// drops eleven, so that bit decides no more than whether the rest is above a half, below or
  /// equal: the rounding is correct. The result lies between 10^-19 and 2^64, far from subnormal,
  /// so scaling by a power of two is exact.
  var quotient: Double? {
    guard digits <= 19, significand > 0, exponent < 0, exponent >= -19 else { return nil }
    let divisor = wholePowersOfTen[-exponent]
    let shift = divisor.leadingZeroBitCount - significand.leadingZeroBitCount
    let b = divisor << divisor.leadingZeroBitCount
    let a = significand << significand.leadingZeroBitCount
    // A quotient of 64 bits needs a dividend whose upper half is below the divisor.
    let isHalved = a >= b
    let (q, remainder) = b.dividingFullWidth(isHalved ? (a >> 1, a << 63) : (a, 0))
    let magnitude = Double(
      sign: .plus, exponent: shift - (isHalved ? 63 : 64),
      significand: Double(remainder == 0 ? q : q | 1))
    return isNegative ? -magnitude : magnitude
  }

  /// Collects digits, each shifting the exponent by a step, and returns how many there were.
  @inline(__always)
  private mutating func collectDigits(exponentStep: Int) -> Int {
    let start = i
    while i < bytes.count {
      let digit = Ascii.digit(bytes[i])
      guard digit < 10 else { break }
      if digits < 19 {
        significand = significand &* 10 &+ UInt64(digit)
        digits += significand == 0 ? 0 : 1
        exponent += exponentStep
      } else {
        digits += 1
      }
      i += 1
    }
    return i - start
  }

  private mutating func collectExponent() -> Bool {
    i += 1
    var isExponentNegative = false
    if i < bytes.count, bytes[i] == Ascii.minus || bytes[i] == Ascii.plus {
      isExponentNegative = bytes[i] == Ascii.minus
      i += 1
    }
    let start = i
    var size = 0
    while i < bytes.count, Ascii.digit(bytes[i]) < 10 {
      // Beyond this every number is 0 or infinite; stopping here keeps the sum from overflowing.
      if size < 1_000_000 { size = size * 10 + Int(Ascii.digit(bytes[i])) }
      i += 1
    }
    exponent += isExponentNegative ? -size : size
    return i > start
  }
}

private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]

private let wholePowersOfTen: [UInt64] = (0...19).map { power in
  (0..<power).reduce(1) { value, _ in value * 10 }
}

/// The value of bytes that follow the grammar, by the standard library's conversion.
private func roundedValue(of bytes: UnsafeBufferPointer<UInt8>, mark: DecimalMark) -> Double {
  let text =
    mark == .point
    ? String(decoding: bytes, as: UTF8.self)
    : String(decoding: bytes.map { $0 == Ascii.comma ? Ascii.point : $0 }, as: UTF8.self)
  return Double(text) ?? .infinity
}

/// The shortest decimal that reads back as the same number, whole numbers without `.0`.
///
/// Infinities and NaN, which no table should hold, come out as `inf`, `-inf` and `nan`.
func shortestDecimal(_ value: Double) -> String {
  let text = value.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
