#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension Double {
  /// The number with so many digits after the point: `0.967`.
  func fixed(_ digits: Int) -> String { printed("%.\(digits)f") }

  /// The number with at most so many digits that count: `0.1432`, `12.34`, `1.2e-05`.
  func significant(_ digits: Int) -> String { printed("%.\(digits)g") }

  private func printed(_ format: String) -> String {
    var buffer = [CChar](repeating: 0, count: 400)
    let count = withVaList([self]) { vsnprintf(&buffer, buffer.count, format, $0) }
    return String(decoding: buffer.prefix(Int(count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

extension Int {
  /// The number with commas between thousands: `47,040,000`.
  var grouped: String {
    let digits = Array(String(magnitude))
    var text = self < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }

  /// The number with its noun: `1 row`, `150 rows`.
  func of(_ singular: String, _ plural: String? = nil) -> String {
    "\(grouped) \(self == 1 ? singular : plural ?? singular + "s")"
  }
}

/// A length of time as a clock shows it: `0:41`, `1:02:03`.
func clockText(seconds: Double) -> String {
  guard seconds.isFinite, seconds < 1e7 else { return "-:--" }
  let whole = Int(seconds.rounded(.up))
  func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  let minutes = "\(whole / 60 % 60):\(two(whole % 60))"
  return whole < 3600 ? minutes : "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
}

/// A length of time as a sentence says it: `0.31 s`, `12 s`, `3:20 min`.
func durationText(seconds: Double) -> String {
  if seconds < 10 { return seconds.fixed(2) + " s" }
  if seconds < 120 { return seconds.fixed(0) + " s" }
  return clockText(seconds: seconds) + (seconds < 3600 ? " min" : " h")
}

/// A number of bytes as a sentence says it: `512 bytes`, `23.4 MB`, `1.20 GB`.
func sizeText(bytes: Int) -> String {
  var unit = 0
  var number = Double(bytes)
  let units = ["bytes", "kB", "MB", "GB", "TB"]
  // From 999.5 on, three digits are a thousand.
  while number >= 999.5, unit + 1 < units.count {
    number /= 1000
    unit += 1
  }
  guard unit > 0 else { return bytes.of("byte") }
  return number.fixed(number < 9.995 ? 2 : number < 99.95 ? 1 : 0) + " " + units[unit]
}
