/// Arrows at the nodes of a sampled vector field.
struct QuiverMark: Mark {
  var field: VectorGrid
  var label: String?
  var stroke: Drawing.Stroke

  /// The most arrows along an axis; finer grids are thinned.
  private static let most = 18

  var legend: [LegendEntry] { legendEntries(label, .line(stroke, nil)) }

  func extent(on scales: Scales) -> Extent {
    var extent = Extent()
    for x in [field.u.x.lowerBound, field.u.x.upperBound] {
      for y in [field.u.y.lowerBound, field.u.y.upperBound] { extent.include(x, y, on: scales) }
    }
    return extent
  }

  /// The longest arrow spans the distance between arrows; the others keep their proportion.
  ///
  /// A direction is that of the field in the plane of the data: `(u, v)` is stretched as the axes
  /// are.
  func shapes(in frame: PlotFrame) -> [Drawing.Shape] {
    let grid = field.u
    let columns = thinned(grid.columns)
    let rows = thinned(grid.rows)
    let unitX = (frame.x.end - frame.x.start) / (frame.x.upper - frame.x.lower)
    let unitY = (frame.y.end - frame.y.start) / (frame.y.upper - frame.y.lower)
    var arrows: [(Drawing.Point, Drawing.Point)] = []
    let xNodes = grid.xNodes
    let yNodes = grid.yNodes
    for row in rows {
      for column in columns {
        let index = row * grid.columns + column
        let move = Drawing.Point(field.u.values[index] * unitX, field.v.values[index] * unitY)
        guard let foot = frame.point(xNodes[column], yNodes[row]), move.x.isFinite, move.y.isFinite
        else { continue }
        arrows.append((foot, move))
      }
    }
    let origin = Drawing.Point(0, 0)
    let longest = arrows.map { $0.1.distance(to: origin) }.max() ?? 0
    guard longest > 0, longest.isFinite else { return [] }
    let spacing = min(
      frame.rect.width / Double(columns.count), frame.rect.height / Double(rows.count))
    return Arrow.shapes(
      arrows.compactMap { arrow(at: $0.0, along: $0.1, scale: spacing / longest) },
      stroke: stroke)
  }

  private func arrow(
    at foot: Drawing.Point, along move: Drawing.Point, scale: Double
  ) -> Arrow? {
    let half = Drawing.Point(move.x * scale / 2, move.y * scale / 2)
    let arrow = Arrow(
      tail: .init(foot.x - half.x, foot.y - half.y), tip: .init(foot.x + half.x, foot.y + half.y))
    return arrow.length > 0.8 ? arrow : nil
  }

  private func thinned(_ count: Int) -> [Int] {
    let step = (count + Self.most - 1) / Self.most
    let start = (count - 1) % step / 2
    return Array(Swift.stride(from: start, to: count, by: step))
  }
}

/// Curves along a sampled vector field, each with an arrow head.
struct StreamlineMark: Mark {
  var field: VectorGrid
  var density: Double
  var label: String?
  var stroke: Drawing.Stroke

  var legend: [LegendEntry] { legendEntries(label, .line(stroke, nil)) }

  func extent(on scales: Scales) -> Extent { .tight(field.u.x, field.u.y) }

  func shapes(in frame: PlotFrame) -> [Drawing.Shape] {
    let curves = StreamlineTracer.lines(of: field, density: density)
    let lines = curves.flatMap { frame.path(x: $0.x, y: $0.y).lines }
    guard !lines.isEmpty else { return [] }
    let heads = lines.compactMap { line -> [Drawing.Point]? in
      let middle = line.count / 2
      guard middle > 0 else { return nil }
      let head = Arrow(tail: line[middle - 1], tip: line[middle]).head(length: 7)
      return frame.rect.contains(line[middle]) ? head : nil
    }
    return [
      .path(Drawing.Path(lines), fill: nil, stroke: stroke),
      .path(Drawing.Path(heads, isClosed: true), fill: stroke.color, stroke: nil),
    ]
  }
}

/// A straight arrow on the page.
struct Arrow {
  var tail: Drawing.Point
  var tip: Drawing.Point

  var length: Double { tail.distance(to: tip) }

  /// The triangle at the tip; nothing for an arrow without a direction.
  func head(length: Double) -> [Drawing.Point]? {
    guard self.length > 0 else { return nil }
    let dx = (tip.x - tail.x) / self.length
    let dy = (tip.y - tail.y) / self.length
    let base = Drawing.Point(tip.x - length * dx, tip.y - length * dy)
    let half = 0.4 * length
    return [
      tip, .init(base.x - half * dy, base.y + half * dx),
      .init(base.x + half * dy, base.y - half * dx),
    ]
  }

  /// The shafts of many arrows as one path and their heads as another.
  static func shapes(_ arrows: [Arrow], stroke: Drawing.Stroke) -> [Drawing.Shape] {
    guard !arrows.isEmpty else { return [] }
    let heads = arrows.compactMap { $0.head(length: min(6, 0.45 * $0.length + 1.5)) }
    return [
      .path(Drawing.Path(arrows.map { [$0.tail, $0.tip] }), fill: nil, stroke: stroke),
      .path(Drawing.Path(heads, isClosed: true), fill: stroke.color, stroke: nil),
    ]
  }
}
