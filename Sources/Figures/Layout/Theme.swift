/// The measures and tones that all figures share; lengths in points.
enum Theme {
  static let figureTitleSize = 17.0
  static let titleSize = 14.0
  static let labelSize = 13.0
  static let tickSize = 12.0

  static let tickLength = 4.0
  static let gap = 6.0
  /// Space between the panels of a figure and around all of them.
  static let gutter = 18.0
  static let colorBarWidth = 13.0

  static let background = Color.white
  static let text = Color(hex: 0x262626)
  static let spine = Color(hex: 0x595959)
  static let gridLine = Color(hex: 0xe6e6e6)
  static let fontFamily =
    "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
}
