/// A colour in the sRGB space with an opacity.
public struct Color: Sendable, Hashable {
  /// The red component, 0 to 255.
  public var red: UInt8
  /// The green component, 0 to 255.
  public var green: UInt8
  /// The blue component, 0 to 255.
  public var blue: UInt8
  /// How much the colour covers what lies below, from 0 to 1.
  public var opacity: Double

  /// The colour written `0xRRGGBB`.
  ///
  /// - Parameters:
  ///   - hex: red, green and blue in the lowest 24 bits.
  ///   - opacity: from 0 (clear) to 1.
  public init(hex: UInt32, opacity: Double = 1) {
    red = UInt8(truncatingIfNeeded: hex >> 16)
    green = UInt8(truncatingIfNeeded: hex >> 8)
    blue = UInt8(truncatingIfNeeded: hex)
    self.opacity = opacity
  }

  /// White.
  public static let white = Color(hex: 0xffffff)
  /// Black.
  public static let black = Color(hex: 0x000000)
  /// A neutral grey for guides and references.
  public static let gray = Color(hex: 0x767676)

  /// The same colour with another opacity.
  public func opacity(_ value: Double) -> Color {
    var color = self
    color.opacity = value
    return color
  }

  /// The colour on the straight line from this one to another, component by component.
  ///
  /// - Parameters:
  ///   - other: the other end of the line.
  ///   - amount: 0 gives this colour, 1 the other.
  /// - Returns: the colour between.
  public func mixed(with other: Color, amount: Double) -> Color {
    let share = min(max(amount, 0), 1)
    func blend(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Double(a) + (Double(b) - Double(a)) * share).rounded())
    }
    var color = self
    color.red = blend(red, other.red)
    color.green = blend(green, other.green)
    color.blue = blend(blue, other.blue)
    color.opacity = opacity + (other.opacity - opacity) * share
    return color
  }

  /// The relative luminance, from 0 (black) to 1 (white), which decides between dark and light text.
  ///
  /// > Source: W3C, Web Content Accessibility Guidelines 2.1, "relative luminance"; the transfer
  /// > curve is replaced by its usual approximation, the square.
  var luminance: Double {
    func linear(_ component: UInt8) -> Double {
      let value = Double(component) / 255
      return value * value
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }
}
