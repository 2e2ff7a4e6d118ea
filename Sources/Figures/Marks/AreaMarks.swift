/// The area between two curves over the same places.
struct BandMark: Mark {
  var x: [Double]
  var lower: [Double]
  var upper: [Double]
  var label: String?
  var color: Color

  var legend: [LegendEntry] { legendEntries(label, .patch(color)) }

  func extent(on scales: Scales) -> Extent {
    var extent = Extent.points(x, lower, on: scales)
    extent.formUnion(.points(x, upper, on: scales))
    return extent
  }

  func shapes(in frame: PlotFrame) -> [Drawing.Shape] {
    var polygons: [[Drawing.Point]] = []
    var below: [Drawing.Point] = []
    var above: [Drawing.Point] = []
    func close() {
      if below.count >= 2 { polygons.append(above + below.reversed()) }
      below = []
      above = []
    }
    for index in x.indices {
      if let low = frame.nearbyPoint(x[index], lower[index]),
        let high = frame.nearbyPoint(x[index], upper[index])
      {
        below.append(low)
        above.append(high)
      } else {
        close()
      }
    }
    close()
    guard !polygons.isEmpty else { return [] }
    return [.path(Drawing.Path(polygons, isClosed: true), fill: color, stroke: nil)]
  }
}

/// Upright bars that stand on zero.
struct BarMark: Mark {
  var x: [Double]
  var heights: [Double]
  var width: Double
  var label: String?
  var color: Color

  var legend: [LegendEntry] { legendEntries(label, .patch(color)) }

  func extent(on scales: Scales) -> Extent {
    var extent = Extent()
    for (place, height) in zip(x, heights) {
      guard scales.y.coordinate(of: height).isFinite else { continue }
      extent.looseX.include(place - width / 2)
      extent.looseX.include(place + width / 2)
      extent.looseY.include(height)
    }
    if scales.y == .linear { extent.tightY.include(0) }
    return extent
  }

  func shapes(in frame: PlotFrame) -> [Drawing.Shape] {
    let ground = frame.y.scale == .linear ? 0 : frame.y.lower
    let bars = zip(x, heights).compactMap { place, height -> [Drawing.Point]? in
      guard let foot = frame.nearbyPoint(place - width / 2, ground),
        let top = frame.nearbyPoint(place + width / 2, height)
      else { return nil }
      return Drawing.Rect(corner: foot, corner: top).corners
    }
    guard !bars.isEmpty else { return [] }
    return [.path(Drawing.Path(bars, isClosed: true), fill: color, stroke: nil)]
  }
}
