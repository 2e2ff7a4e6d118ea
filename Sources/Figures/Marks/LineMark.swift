/// A polyline through points, with markers when the style asks for them.
struct LineMark: Mark {
  var x: [Double]
  var y: [Double]
  var label: String?
  var style: LineStyle
  var stroke: Drawing.Stroke

  var legend: [LegendEntry] { legendEntries(label, .line(stroke, style.marker)) }

  func extent(on scales: Scales) -> Extent { .points(x, y, on: scales) }

  func shapes(in frame: PlotFrame) -> [Drawing.Shape] {
    let path = frame.path(x: x, y: y)
    let line: [Drawing.Shape] =
      path.lines.isEmpty ? [] : [.path(path, fill: nil, stroke: stroke)]
    guard let marker = style.marker else { return line + lonelyPoints(in: frame) }
    let points = frame.visiblePoints(x, y)
    return line + [
      .markers(points, marker, diameter: 3 + 1.5 * stroke.width, fill: stroke.color)
    ]
  }

  /// Points without a neighbour to be joined to, which a line alone would hide.
  private func lonelyPoints(in frame: PlotFrame) -> [Drawing.Shape] {
    let points = zip(x, y).map { frame.point($0, $1) }
    let lonely = points.indices.compactMap { index -> Drawing.Point? in
      let before = index > 0 ? points[index - 1] : nil
      let after = index + 1 < points.count ? points[index + 1] : nil
      return before == nil && after == nil ? points[index] : nil
    }
    guard !lonely.isEmpty else { return [] }
    return [.markers(lonely, .circle, diameter: 2 * stroke.width, fill: stroke.color)]
  }
}

extension PlotFrame {
  /// The places of the pairs of numbers that lie in the frame or within a marker's reach of it.
  func visiblePoints(_ x: [Double], _ y: [Double]) -> [Drawing.Point] {
    let region = rect.insetBy(-10)
    return zip(x, y).compactMap { point($0, $1) }.filter(region.contains)
  }
}

/// A level or upright line across the frame.
struct ReferenceLine: Mark {
  enum Direction: Sendable {
    case horizontal
    case vertical
  }

  var direction: Direction
  var value: Double
  var label: String?
  var stroke: Drawing.Stroke

  var legend: [LegendEntry] { legendEntries(label, .line(stroke, nil)) }

  func extent(on scales: Scales) -> Extent {
    var extent = Extent()
    switch direction {
    case .horizontal:
      if scales.y.coordinate(of: value).isFinite { extent.looseY.include(value) }
    case .vertical:
      if scales.x.coordinate(of: value).isFinite { extent.looseX.include(value) }
    }
    return extent
  }

  func shapes(in frame: PlotFrame) -> [Drawing.Shape] {
    let rect = frame.rect
    let line: [Drawing.Point]
    switch direction {
    case .horizontal:
      let place = frame.y.place(of: value)
      guard place >= rect.y, place <= rect.maxY else { return [] }
      line = [.init(rect.x, place), .init(rect.maxX, place)]
    case .vertical:
      let place = frame.x.place(of: value)
      guard place >= rect.x, place <= rect.maxX else { return [] }
      line = [.init(place, rect.y), .init(place, rect.maxY)]
    }
    return [.path(Drawing.Path([line]), fill: nil, stroke: stroke)]
  }
}

/// Words at a place in the data.
struct TextMark: Mark {
  var string: String
  var x: Double
  var y: Double
  var anchor: Drawing.Text.Anchor
  var color: Color

  func extent(on scales: Scales) -> Extent { .points([x], [y], on: scales) }

  func shapes(in frame: PlotFrame) -> [Drawing.Shape] {
    guard let place = frame.point(x, y), frame.rect.contains(place) else { return [] }
    var text = Drawing.Text(
      string, at: .init(place.x, place.y + 0.36 * Theme.tickSize), size: Theme.tickSize,
      color: color, anchor: anchor)
    text.halo = .white
    return [.text(text.kept(inside: frame.rect))]
  }
}
