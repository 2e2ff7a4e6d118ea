/// The box that names the series of a panel.
struct LegendLayout {
  let entries: [LegendEntry]

  private static let row = 18.0
  private static let sample = 24.0
  private static let margin = 7.0

  var size: Drawing.Size {
    let widest =
      entries.map { TextMetrics.width($0.label, size: Theme.tickSize) }.max() ?? 0
    return Drawing.Size(
      width: Self.margin + Self.sample + 6 + widest + Self.margin,
      height: Self.row * Double(entries.count) + Self.margin)
  }

  /// The place of the legend in the first corner where it covers nothing; nothing when it would
  /// cover data in each.
  func freeCorner(of rect: Drawing.Rect, among shapes: [Drawing.Shape]) -> Drawing.Point? {
    corners(of: rect).first { covered(at: $0, among: shapes) == 0 }
  }

  /// The place of the legend in the corner where it covers the fewest shapes.
  func leastCoveredCorner(
    of rect: Drawing.Rect, among shapes: [Drawing.Shape]
  ) -> Drawing.Point? {
    corners(of: rect).min { covered(at: $0, among: shapes) < covered(at: $1, among: shapes) }
  }

  private func covered(at corner: Drawing.Point, among shapes: [Drawing.Shape]) -> Int {
    let box = Drawing.Rect(x: corner.x, y: corner.y, width: size.width, height: size.height)
    return shapes.count { $0.touches(box.insetBy(-2)) }
  }

  /// The four places of the legend inside a rectangle; none when it is too large for it.
  private func corners(of rect: Drawing.Rect) -> [Drawing.Point] {
    let rim = 6.0
    let size = self.size
    guard size.width + 2 * rim < rect.width, size.height + 2 * rim < rect.height else { return [] }
    let left = rect.x + rim
    let right = rect.maxX - rim - size.width
    let top = rect.y + rim
    let bottom = rect.maxY - rim - size.height
    return [.init(right, top), .init(left, top), .init(right, bottom), .init(left, bottom)]
  }

  func shapes(at corner: Drawing.Point) -> [Drawing.Shape] {
    let box = Drawing.Rect(x: corner.x, y: corner.y, width: size.width, height: size.height)
    let board = Drawing.Path([box.corners], isClosed: true)
    var shapes: [Drawing.Shape] = [
      .path(
        board, fill: Theme.background.opacity(0.85),
        stroke: .init(Color(hex: 0xd0d0d0), width: 0.8))
    ]
    for (index, entry) in entries.enumerated() {
      let middle = corner.y + Self.margin / 2 + (Double(index) + 0.5) * Self.row
      let left = corner.x + Self.margin
      shapes += sampleShapes(entry.sample, left: left, middle: middle)
      shapes.append(
        .text(
          Drawing.Text(
            entry.label, at: .init(left + Self.sample + 6, middle + 0.36 * Theme.tickSize),
            size: Theme.tickSize, color: Theme.text)))
    }
    return shapes
  }

  private func sampleShapes(
    _ sample: LegendEntry.Sample, left: Double, middle: Double
  ) -> [Drawing.Shape] {
    let center = Drawing.Point(left + Self.sample / 2, middle)
    switch sample {
    case .line(let stroke, let marker):
      let line = Drawing.Path([[.init(left, middle), .init(left + Self.sample, middle)]])
      let point = marker.map { marker -> Drawing.Shape in
        .markers([center], marker, diameter: 3 + 1.5 * stroke.width, fill: stroke.color)
      }
      return [.path(line, fill: nil, stroke: stroke)] + (point.map { [$0] } ?? [])
    case .point(let marker, let color):
      return [.markers([center], marker, diameter: 7, fill: color)]
    case .patch(let color):
      let patch = Drawing.Rect(x: left + 2, y: middle - 5, width: Self.sample - 4, height: 10)
      return [.path(Drawing.Path([patch.corners], isClosed: true), fill: color, stroke: nil)]
    }
  }
}

extension Drawing.Shape {
  /// Whether some of the shape may lie in the rectangle.
  func touches(_ rect: Drawing.Rect) -> Bool {
    switch self {
    case .path(let path, let fill, _):
      return path.lines.contains { line in
        let isCrossed = zip(line, line.dropFirst()).contains { rect.clip($0.0, $0.1) != nil }
        guard !isCrossed, path.isClosed, let first = line.first, let last = line.last else {
          return isCrossed
        }
        let center = Drawing.Point(rect.midX, rect.midY)
        return rect.clip(last, first) != nil || fill != nil && line.encloses(center)
      }
    case .markers(let points, _, let diameter, _):
      let reach = rect.insetBy(-diameter / 2)
      return points.contains(where: reach.contains)
    case .image(_, let area):
      return area.intersects(rect)
    case .text(let text):
      return text.bounds.intersects(rect)
    case .clipped(let shapes, let area):
      return area.intersects(rect) && shapes.contains { $0.touches(rect) }
    }
  }
}

extension [Drawing.Point] {
  /// Whether a polygon encloses a point: an upright ray from it meets the outline an odd number of
  /// times.
  fileprivate func encloses(_ point: Drawing.Point) -> Bool {
    guard var previous = last else { return false }
    var isInside = false
    for vertex in self {
      if (vertex.x > point.x) != (previous.x > point.x) {
        let share = (point.x - vertex.x) / (previous.x - vertex.x)
        if point.y < vertex.y + share * (previous.y - vertex.y) { isInside.toggle() }
      }
      previous = vertex
    }
    return isInside
  }
}
