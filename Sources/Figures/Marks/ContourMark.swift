/// Lines of equal value, each level in its colour and with its number.
struct ContourMark: Mark {
  var grid: ScalarGrid
  var levels: [Double]
  var style: LineStyle
  /// What the lines' colours stand for; nothing: all lines have the style's colour.
  var scale: ColorScale?
  var label: String?
  var isLabelled: Bool

  var colorScale: ColorScale? { scale }
  var legend: [LegendEntry] { legendEntries(label, .line(style.stroke(default: .black), nil)) }

  func extent(on scales: Scales) -> Extent { .tight(grid.x, grid.y) }

  func shapes(in frame: PlotFrame) -> [Drawing.Shape] {
    var lines: [Drawing.Shape] = []
    var labels: [Drawing.Text] = []
    for level in levels {
      let color = scale?.color(of: level) ?? .black
      let contour = MarchingSquares.lines(of: grid, at: level)
      let pieces = contour.flatMap { frame.path(x: $0.x, y: $0.y).lines }
      guard !pieces.isEmpty else { continue }
      lines.append(.path(Drawing.Path(pieces), fill: nil, stroke: style.stroke(default: color)))
      guard isLabelled, let longest = pieces.max(by: { length($0) < length($1) }) else { continue }
      let text = NumberText.compact(level)
      if let label = placed(text, along: longest, in: frame, clearOf: labels) {
        labels.append(label)
      }
    }
    return lines + labels.map { .text($0) }
  }

  /// The number on its line, turned along it, at the first of several places that is free.
  private func placed(
    _ string: String, along line: [Drawing.Point], in frame: PlotFrame,
    clearOf others: [Drawing.Text]
  ) -> Drawing.Text? {
    let size = Theme.tickSize - 1
    let needed = TextMetrics.width(string, size: size)
    let total = length(line)
    guard total > 2.5 * needed else { return nil }
    for share in [0.5, 0.3, 0.7, 0.15, 0.85, 0.4, 0.6, 0.22, 0.78] {
      guard let (point, direction) = place(at: share * total, on: line, reach: needed / 2) else {
        continue
      }
      let lean = angle(dx: direction.x, dy: direction.y)
      let upright = lean > 90 ? lean - 180 : lean < -90 ? lean + 180 : lean
      let (sine, cosine) = sineAndCosine(degrees: upright)
      var text = Drawing.Text(
        string, at: .init(point.x - 0.36 * size * sine, point.y + 0.36 * size * cosine),
        size: size, color: Theme.text, anchor: .middle)
      text.angle = upright
      text.halo = .white
      let box = area(of: needed, around: point)
      let isFree = !others.contains { box.intersects(area(of: $0.bounds.width, around: $0.place)) }
      if isFree, frame.rect.insetBy(needed / 2 + 2).contains(point) { return text }
    }
    return nil
  }

  private func area(of width: Double, around point: Drawing.Point) -> Drawing.Rect {
    let half = width / 2 + 3
    return Drawing.Rect(x: point.x - half, y: point.y - half, width: 2 * half, height: 2 * half)
  }

  private func length(_ line: [Drawing.Point]) -> Double {
    zip(line, line.dropFirst()).reduce(0) { $0 + $1.0.distance(to: $1.1) }
  }

  /// The point at an arc length, and the direction between the points a reach before and behind.
  private func place(
    at arc: Double, on line: [Drawing.Point], reach: Double
  ) -> (Drawing.Point, Drawing.Point)? {
    guard let point = point(at: arc, on: line), let before = self.point(at: arc - reach, on: line),
      let behind = self.point(at: arc + reach, on: line)
    else { return nil }
    return (point, Drawing.Point(behind.x - before.x, behind.y - before.y))
  }

  private func point(at arc: Double, on line: [Drawing.Point]) -> Drawing.Point? {
    guard arc >= 0 else { return nil }
    var rest = arc
    for (a, b) in zip(line, line.dropFirst()) {
      let step = a.distance(to: b)
      if rest <= step, step > 0 {
        return Drawing.Point(a.x + (b.x - a.x) * rest / step, a.y + (b.y - a.y) * rest / step)
      }
      rest -= step
    }
    return nil
  }
}
