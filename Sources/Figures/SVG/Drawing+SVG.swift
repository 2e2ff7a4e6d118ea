extension Drawing {
  /// The drawing as SVG text.
  ///
  /// The text stands alone: no script, no style sheet, no outside file; images are embedded as PNG.
  /// Numbers have at most two decimals, and the same drawing gives the same bytes.
  ///
  /// > Source: W3C, Scalable Vector Graphics 1.1.
  public func svg() -> String {
    var writer = SVGWriter()
    let width = svgNumber(size.width)
    let height = svgNumber(size.height)
    writer.open(
      "svg",
      "xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
        + "viewBox=\"0 0 \(width) \(height)\" role=\"img\" "
        + "font-family=\"\(Theme.fontFamily)\" stroke-linejoin=\"round\"")
    writer.element("title", text: title)
    writer.element("desc", text: summary)
    writer.empty(
      "rect", "width=\"\(width)\" height=\"\(height)\" fill=\"\(svgColor(Theme.background))\"")
    writer.defineClips(in: shapes)
    for shape in shapes { writer.write(shape) }
    writer.close("svg")
    return writer.text
  }
}

/// A length with at most two decimals and no trailing zeros.
func svgNumber(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "0" }
  let hundredths = Int((value * 100).rounded())
  let whole = hundredths.magnitude / 100
  let rest = hundredths.magnitude % 100
  let sign = hundredths < 0 ? "-" : ""
  guard rest != 0 else { return "\(sign)\(whole)" }
  guard rest % 10 != 0 else { return "\(sign)\(whole).\(rest / 10)" }
  return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
}

func svgColor(_ color: Color) -> String {
  let digits = Array("0123456789abcdef")
  let places = [color.red, color.green, color.blue].flatMap { [$0 >> 4, $0 & 15] }
  return "#" + String(places.map { digits[Int($0)] })
}

/// Text with the characters that XML reserves written as entities, and those that it forbids
/// replaced.
func xmlEscaped(_ string: String) -> String {
  var text = ""
  for scalar in string.unicodeScalars {
    switch scalar {
    case "&": text += "&amp;"
    case "<": text += "&lt;"
    case ">": text += "&gt;"
    case "\"": text += "&quot;"
    case "'": text += "&#39;"
    case "\t", "\n", "\r": text += " "
    case "\u{0}"..<"\u{20}", "\u{fffe}", "\u{ffff}": text += "\u{fffd}"
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text
}
