/// Colours for categories, told apart by readers of every kind of colour vision.
///
/// > Source: M. Okabe, K. Ito, "Color universal design" (2008). The order is ours: strong contrasts
/// > first, yellow and black last.
public enum Palette {
  /// Blue, the colour of the first series and of class 0.
  public static let blue = Color(hex: 0x0072b2)
  /// Vermillion, the colour of the second series and of class 1.
  public static let vermillion = Color(hex: 0xd55e00)
  /// Bluish green.
  public static let green = Color(hex: 0x009e73)
  /// Reddish purple.
  public static let purple = Color(hex: 0xcc79a7)
  /// Orange.
  public static let orange = Color(hex: 0xe69f00)
  /// Sky blue.
  public static let sky = Color(hex: 0x56b4e9)
  /// Yellow.
  public static let yellow = Color(hex: 0xf0e442)
  /// Black.
  public static let black = Color(hex: 0x000000)

  /// The eight colours in the order in which series take them.
  public static let okabeIto = [blue, vermillion, green, purple, orange, sky, yellow, black]

  /// The colour of a category; the eight repeat.
  public static func color(_ index: Int) -> Color {
    okabeIto[cyclic(index, okabeIto.count)]
  }
}

/// The remainder in `0..<count`, also for a negative index.
func cyclic(_ index: Int, _ count: Int) -> Int {
  let remainder = index % count
  return remainder < 0 ? remainder + count : remainder
}
