/// How wide text is, estimated without a font.
///
/// The widths are those of DejaVu Sans, the widest face in the list that figures ask for, so that a
/// narrower one leaves room and none runs over.
enum TextMetrics {
  /// The width of one line of text; points.
  static func width(_ string: String, size: Double, isBold: Bool = false) -> Double {
    let thousandths = string.unicodeScalars.reduce(0) { $0 + advance($1) }
    return Double(thousandths) / 1000 * size * (isBold ? 1.1 : 1)
  }

  private static func advance(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x20..<0x7f: widths[Int(scalar.value) - 0x20]
    case 0xb2, 0xb3, 0xb9, 0x2070...0x2079: 401
    case 0x207b: 528
    case 0xd7, 0x2212: 838
    case 0x300..<0x370, 0x200b...0x200f: 0
    case 0x1100..<0x1200, 0x2e80...: 1000
    default: 660
    }
  }

  private static let widths = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
    636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
    1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
    603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
    500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
    635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
  ]
}

extension Drawing.Text {
  /// The rectangle that encloses the text before it is turned.
  var bounds: Drawing.Rect {
    let width = TextMetrics.width(string, size: size, isBold: isBold)
    let left =
      switch anchor {
      case .start: place.x
      case .middle: place.x - width / 2
      case .end: place.x - width
      }
    return Drawing.Rect(x: left, y: place.y - 0.78 * size, width: width, height: size)
  }

  /// The text moved sideways into a rectangle where it fits.
  func kept(inside rect: Drawing.Rect) -> Drawing.Text {
    var text = self
    let bounds = self.bounds
    if bounds.maxX > rect.maxX { text.place.x -= bounds.maxX - rect.maxX }
    if text.bounds.x < rect.x { text.place.x += rect.x - text.bounds.x }
    return text
  }
}
