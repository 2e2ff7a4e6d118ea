/// A cloud of points of one form and colour.
struct PointMark: Mark {
  var x: [Double]
  var y: [Double]
  var label: String?
  var marker: Marker
  var diameter: Double
  var color: Color

  var legend: [LegendEntry] { legendEntries(label, .point(marker, color)) }

  func extent(on scales: Scales) -> Extent { .points(x, y, on: scales) }

  func shapes(in frame: PlotFrame) -> [Drawing.Shape] {
    let points = frame.visiblePoints(x, y)
    guard !points.isEmpty else { return [] }
    return [.markers(points, marker, diameter: diameter, fill: color)]
  }
}

/// A cloud of points whose colours stand for numbers.
struct ValuePointMark: Mark {
  var x: [Double]
  var y: [Double]
  var values: [Double]
  var marker: Marker
  var style: PointStyle
  var scale: ColorScale

  var colorScale: ColorScale? { scale }

  func extent(on scales: Scales) -> Extent { .points(x, y, on: scales) }

  /// The points sorted by colour, so that each colour is named once.
  func shapes(in frame: PlotFrame) -> [Drawing.Shape] {
    var groups: [[Drawing.Point]] = Array(repeating: [], count: scale.map.colors.count)
    let region = frame.rect.insetBy(-10)
    for index in x.indices {
      guard let level = scale.level(of: values[index]), let point = frame.point(x[index], y[index]),
        region.contains(point)
      else { continue }
      groups[level].append(point)
    }
    return groups.indices.filter { !groups[$0].isEmpty }.map { level in
      .markers(
        groups[level], marker, diameter: style.size,
        fill: scale.map.colors[level].opacity(style.opacity))
    }
  }
}
