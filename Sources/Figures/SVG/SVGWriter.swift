/// Writes shapes as SVG elements, one a line.
struct SVGWriter {
  private(set) var text = ""
  private var depth = 0

  /// Clouds of more discs than this are drawn as dots of few elements.
  private static let mostDiscs = 3000
  /// How many dots are one element; overlaps add up only between elements.
  private static let dotsTogether = 200

  // MARK: Elements

  mutating func open(_ name: String, _ attributes: String) {
    line("<\(name) \(attributes)>")
    depth += 1
  }

  mutating func close(_ name: String) {
    depth -= 1
    line("</\(name)>")
  }

  mutating func empty(_ name: String, _ attributes: String) {
    line("<\(name) \(attributes)/>")
  }

  mutating func element(_ name: String, _ attributes: String = "", text: String) {
    let start = attributes.isEmpty ? name : "\(name) \(attributes)"
    line("<\(start)>\(xmlEscaped(text))</\(name)>")
  }

  private mutating func line(_ content: String) {
    text += String(repeating: " ", count: depth)
    text += content
    text += "\n"
  }

  // MARK: Shapes

  mutating func write(_ shape: Drawing.Shape) {
    switch shape {
    case .path(let path, let fill, let stroke): write(path, fill, stroke)
    case .markers(let points, let marker, let diameter, let fill):
      write(points, marker, diameter, fill)
    case .image(let image, let rect): write(image, rect)
    case .text(let text): write(text)
    case .clipped(let shapes, let rect):
      guard !shapes.isEmpty else { return }
      open("g", "clip-path=\"url(#\(clipName(rect)))\"")
      for shape in shapes { write(shape) }
      close("g")
    }
  }

  /// Defines the rectangles that clip shapes.
  ///
  /// Names tell the rectangle, so two figures in one page
  /// that share a name share its meaning.
  mutating func defineClips(in shapes: [Drawing.Shape]) {
    var seen: Set<String> = []
    let rects = shapes.compactMap { shape -> Drawing.Rect? in
      if case .clipped(let inner, let rect) = shape, !inner.isEmpty { rect } else { nil }
    }.filter { seen.insert(clipName($0)).inserted }
    guard !rects.isEmpty else { return }
    text += String(repeating: " ", count: depth) + "<defs>\n"
    depth += 1
    for rect in rects {
      open("clipPath", "id=\"\(clipName(rect))\"")
      empty("rect", place(rect))
      close("clipPath")
    }
    close("defs")
  }

  private func clipName(_ rect: Drawing.Rect) -> String {
    "clip-" + [rect.x, rect.y, rect.width, rect.height].map(svgNumber).joined(separator: "-")
  }

  private func place(_ rect: Drawing.Rect) -> String {
    "x=\"\(svgNumber(rect.x))\" y=\"\(svgNumber(rect.y))\" "
      + "width=\"\(svgNumber(rect.width))\" height=\"\(svgNumber(rect.height))\""
  }

  private mutating func write(_ path: Drawing.Path, _ fill: Color?, _ stroke: Drawing.Stroke?) {
    let data = path.lines.map { line in
      let points = line.map { "\(svgNumber($0.x)) \(svgNumber($0.y))" }
      return "M" + points.joined(separator: "L") + (path.isClosed ? "Z" : "")
    }.joined()
    guard !data.isEmpty else { return }
    empty("path", "d=\"\(data)\" \(fillText(fill))\(stroke.map(strokeText) ?? "")")
  }

  private mutating func write(
    _ points: [Drawing.Point], _ marker: Marker, _ diameter: Double, _ fill: Color
  ) {
    guard !points.isEmpty else { return }
    switch marker {
    case .circle where points.count > Self.mostDiscs:
      let stroke = strokeText(Drawing.Stroke(fill, width: diameter))
      for start in stride(from: 0, to: points.count, by: Self.dotsTogether) {
        let part = points[start..<min(start + Self.dotsTogether, points.count)]
        let data = part.map { "M\(svgNumber($0.x)) \(svgNumber($0.y))h0" }.joined()
        empty("path", "d=\"\(data)\" fill=\"none\" stroke-linecap=\"round\"\(stroke)")
      }
    case .circle:
      let rim = rim(of: fill, diameter)
      open("g", fillText(fill) + strokeText(rim))
      for point in points {
        let radius = svgNumber(diameter / 2)
        empty("circle", "cx=\"\(svgNumber(point.x))\" cy=\"\(svgNumber(point.y))\" r=\"\(radius)\"")
      }
      close("g")
    case .cross, .plus:
      let stroke = Drawing.Stroke(fill, width: max(1, 0.25 * diameter))
      write(strokes(points, marker, diameter / 2), nil, stroke)
    case .triangle, .square, .diamond:
      let outline = marker.outline(diameter: diameter)
      let rim = rim(of: fill, diameter)
      let polygons = points.map { point in
        outline.map { Drawing.Point($0.x + point.x, $0.y + point.y) }
      }
      write(Drawing.Path(polygons, isClosed: true), fill, rim)
    }
  }

  /// A thin outline that parts a marker from its neighbours: white, and grey about light ones.
  private func rim(of fill: Color, _ diameter: Double) -> Drawing.Stroke {
    Drawing.Stroke(
      Color.white.mixed(with: .gray, amount: 2.5 * (fill.luminance - 0.4)),
      width: min(0.6, 0.12 * diameter))
  }

  private func strokes(
    _ points: [Drawing.Point], _ marker: Marker, _ reach: Double
  ) -> Drawing.Path {
    Drawing.Path(
      points.flatMap { p -> [[Drawing.Point]] in
        let r = marker == .plus ? reach : 0.8 * reach
        return marker == .plus
          ? [
            [.init(p.x - r, p.y), .init(p.x + r, p.y)], [.init(p.x, p.y - r), .init(p.x, p.y + r)],
          ]
          : [
            [.init(p.x - r, p.y - r), .init(p.x + r, p.y + r)],
            [.init(p.x - r, p.y + r), .init(p.x + r, p.y - r)],
          ]
      })
  }

  private mutating func write(_ image: IndexedImage, _ rect: Drawing.Rect) {
    empty(
      "image",
      "\(place(rect)) preserveAspectRatio=\"none\" "
        + "href=\"data:image/png;base64,\(base64(image.png()))\"")
  }

  private mutating func write(_ text: Drawing.Text) {
    guard !text.string.isEmpty else { return }
    let x = svgNumber(text.place.x)
    let y = svgNumber(text.place.y)
    var attributes = "x=\"\(x)\" y=\"\(y)\" font-size=\"\(svgNumber(text.size))\""
    switch text.anchor {
    case .start: break
    case .middle: attributes += " text-anchor=\"middle\""
    case .end: attributes += " text-anchor=\"end\""
    }
    if text.isBold { attributes += " font-weight=\"bold\"" }
    if text.angle != 0 { attributes += " transform=\"rotate(\(svgNumber(text.angle)) \(x) \(y))\"" }
    if let halo = text.halo {
      let rim = strokeText(Drawing.Stroke(halo, width: 0.25 * text.size))
      element(
        "text", "\(attributes) \(fillText(nil))\(rim) aria-hidden=\"true\"", text: text.string)
    }
    element("text", "\(attributes) \(fillText(text.color))", text: text.string)
  }

  private func fillText(_ color: Color?) -> String {
    guard let color else { return "fill=\"none\"" }
    let opacity = color.opacity < 1 ? " fill-opacity=\"\(svgNumber(color.opacity))\"" : ""
    return "fill=\"\(svgColor(color))\"\(opacity)"
  }

  private func strokeText(_ stroke: Drawing.Stroke) -> String {
    var text = " stroke=\"\(svgColor(stroke.color))\""
    if stroke.color.opacity < 1 { text += " stroke-opacity=\"\(svgNumber(stroke.color.opacity))\"" }
    if stroke.width != 1 { text += " stroke-width=\"\(svgNumber(stroke.width))\"" }
    if !stroke.dashes.isEmpty {
      text += " stroke-dasharray=\"\(stroke.dashes.map(svgNumber).joined(separator: " "))\""
    }
    return text
  }
}
