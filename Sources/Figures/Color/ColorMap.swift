/// A path through colours that stands for a number from 0 to 1.
public struct ColorMap: Sendable, Equatable {
  /// What the map is called.
  public let name: String
  /// The colours at evenly spaced numbers; at least one, at most 255.
  public let colors: [Color]
  /// Whether the middle colour stands for zero unless limits say otherwise.
  public let isCentered: Bool

  /// A map through the colours given, equally far apart.
  ///
  /// - Parameters:
  ///   - name: what the map is called.
  ///   - colors: the stops, for 0 first and for 1 last; at least one.
  ///   - isCentered: whether the middle colour stands for zero unless limits say otherwise.
  /// - Precondition: there is a colour.
  public init(name: String, through colors: [Color], isCentered: Bool = false) {
    precondition(!colors.isEmpty, "the colour map \(name) needs at least one colour")
    self.name = name
    self.isCentered = isCentered
    self.colors = (0..<Self.levels).map { level in
      let place = Double(level) / Double(Self.levels - 1) * Double(colors.count - 1)
      let lower = min(Int(place), colors.count - 1)
      let upper = min(lower + 1, colors.count - 1)
      return colors[lower].mixed(with: colors[upper], amount: place - Double(lower))
    }
  }

  init(name: String, table: [UInt32]) {
    self.init(name: name, through: table.map { Color(hex: $0) })
  }

  /// How many colours a map has: one place of 256 stays free for "no value" in an indexed image.
  static let levels = 255

  /// Blue through near white to vermillion, for numbers that differ in sign.
  public static let diverging = ColorMap(
    name: "diverging",
    through: [
      Color(hex: 0x004b87), Color(hex: 0x4d9fcf), Color(hex: 0xf7f7f7), Color(hex: 0xec8b4e),
      Color(hex: 0xa63c00),
    ], isCentered: true)

  /// White to dark blue, for counts, on which dark digits stay legible at the low end.
  public static let blues = ColorMap(
    name: "blues", through: [Color(hex: 0xf7fbff), Color(hex: 0x6aaed6), Color(hex: 0x08306b)])

  /// The colour of a number; numbers outside 0 to 1 take the colour of the nearer end.
  public func color(at fraction: Double) -> Color {
    colors[level(at: fraction)]
  }

  func level(at fraction: Double) -> Int {
    guard fraction > 0 else { return 0 }
    return min(Int((min(fraction, 1) * Double(colors.count)).rounded(.down)), colors.count - 1)
  }
}

/// A colour map laid over a range of numbers.
struct ColorScale: Sendable, Equatable {
  var map: ColorMap
  var lower: Double
  var upper: Double

  /// The scale from the smallest finite value to the largest, or over the limits given.
  init(map: ColorMap, limits: ClosedRange<Double>?, values: [Double]) {
    self.map = map
    var span = Span()
    if let limits {
      span.include(limits.lowerBound)
      span.include(limits.upperBound)
    } else {
      for value in values { span.include(value) }
      if map.isCentered {
        span.include(-span.lower)
        span.include(-span.upper)
      }
    }
    (lower, upper) = span.widened(scale: .linear)
  }

  /// The place of a value in the map's colours; nothing for a value that is not a number.
  func level(of value: Double) -> Int? {
    guard !value.isNaN else { return nil }
    return map.level(at: (value / 2 - lower / 2) / (upper / 2 - lower / 2))
  }

  func color(of value: Double) -> Color? {
    level(of: value).map { map.colors[$0] }
  }
}
