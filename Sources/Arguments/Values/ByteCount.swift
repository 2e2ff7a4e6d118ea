/// A number of bytes, written with a unit: `64MB`, `1.5GiB`, `4096`.
///
/// kB, MB, GB and TB are powers of a thousand, KiB, MiB, GiB and TiB of 1024; letters may be small or
/// capital, and without a unit bytes are meant.
public struct ByteCount: ArgumentValue, Hashable {
  /// The bytes.
  public let bytes: Int

  /// So many bytes.
  public init(_ bytes: Int) {
    self.bytes = bytes
  }

  /// Reads a number with or without a unit; fractions of a byte are left out.
  public init?(argument: String) {
    let lower = argument.lowercased()
    let digits = lower.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let name = lower.dropFirst(digits.count)
    guard let number = Double(argument: String(digits)),
      let unit = ByteCount.units.first(where: { $0.name.lowercased() == name }),
      let bytes = Int(exactly: (number * Double(unit.bytes)).rounded(.down))
    else { return nil }
    self.bytes = bytes
  }

  /// The number with the largest unit that divides it.
  public var argument: String {
    let fitting = ByteCount.units.filter { bytes > 0 && bytes.isMultiple(of: $0.bytes) }
    guard let unit = fitting.max(by: { $0.bytes < $1.bytes }), unit.bytes > 1 else {
      return String(bytes)
    }
    return "\(bytes / unit.bytes)\(unit.name)"
  }

  /// A size.
  public static var expectation: String { "a size such as 64MB or 1.5GiB" }

  private static var units: [(name: String, bytes: Int)] {
    let thousands = ["kB", "MB", "GB", "TB"].enumerated().map { index, name in
      (name, (0...index).reduce(1) { product, _ in product * 1000 })
    }
    let binary = ["KiB", "MiB", "GiB", "TiB"].enumerated().map { index, name in
      (name, 1 << (10 * (index + 1)))
    }
    return [("", 1), ("B", 1)] + thousands + binary
  }
}
