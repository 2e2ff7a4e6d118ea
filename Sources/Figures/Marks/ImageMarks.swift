/// A sampled function shown by colours, smooth between the samples.
struct ImageMark: Mark {
  var grid: ScalarGrid
  var scale: ColorScale

  var colorScale: ColorScale? { scale }

  func extent(on scales: Scales) -> Extent { .tight(grid.x, grid.y) }

  func shapes(in frame: PlotFrame) -> [Drawing.Shape] {
    let palette = scale.map.colors + [Color.white.opacity(0)]
    let clear = palette.count - 1
    return frame.image(over: grid.x, grid.y, palette: palette) { x, y in
      grid.value(x, y).flatMap { scale.level(of: $0) } ?? clear
    }
  }
}

/// The part of the plane that belongs to each class.
struct RegionMark: Mark {
  /// One score a class, on the same grid; the highest wins.
  var scores: [ScalarGrid]
  var colors: [Color]

  func extent(on scales: Scales) -> Extent {
    var extent = Extent()
    for grid in scores { extent.formUnion(.tight(grid.x, grid.y)) }
    return extent
  }

  func shapes(in frame: PlotFrame) -> [Drawing.Shape] {
    guard let first = scores.first else { return [] }
    let palette = colors + [Color.white.opacity(0)]
    return frame.image(over: first.x, first.y, palette: palette) { x, y in
      var winner = colors.count
      var best = -Double.infinity
      for (index, grid) in scores.enumerated() {
        guard let score = grid.value(x, y), !score.isNaN else { return colors.count }
        guard score > best else { continue }
        winner = index
        best = score
      }
      return winner
    }
  }
}

extension PlotFrame {
  /// An image of a function of the data, two pixels to three points, over a part of the frame.
  func image(
    over x: ClosedRange<Double>, _ y: ClosedRange<Double>, palette: [Color],
    level: (Double, Double) -> Int
  ) -> [Drawing.Shape] {
    let lowX = Swift.max(x.lowerBound, Swift.min(self.x.lower, self.x.upper))
    let lowY = Swift.max(y.lowerBound, Swift.min(self.y.lower, self.y.upper))
    let highX = Swift.min(x.upperBound, Swift.max(self.x.lower, self.x.upper))
    let highY = Swift.min(y.upperBound, Swift.max(self.y.lower, self.y.upper))
    guard lowX < highX, lowY < highY, let a = point(lowX, lowY), let b = point(highX, highY) else {
      return []
    }
    let area = Drawing.Rect(corner: a, corner: b)
    let columns = Swift.min(Swift.max(Int(area.width / 1.5), 1), 600)
    let rows = Swift.min(Swift.max(Int(area.height / 1.5), 1), 600)
    let places = (0..<columns).map { column in
      self.x.value(at: area.x + (Double(column) + 0.5) / Double(columns) * area.width)
    }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(columns * rows)
    for row in 0..<rows {
      let height = self.y.value(at: area.y + (Double(row) + 0.5) / Double(rows) * area.height)
      for place in places { pixels.append(UInt8(level(place, height))) }
    }
    let image = IndexedImage(width: columns, height: rows, palette: palette, pixels: pixels)
    return [.image(image, over: area)]
  }
}

/// A matrix shown by the colours of its cells, the first row at the top.
struct HeatMapMark: Mark {
  /// The entries; shape `[rows, columns]`.
  var rows: [[Double]]
  var columns: Int
  var scale: ColorScale
  var showsNumbers: Bool

  var colorScale: ColorScale? { scale }

  func extent(on scales: Scales) -> Extent {
    guard columns > 0, !rows.isEmpty else { return Extent() }
    return .tight(-0.5...(Double(columns) - 0.5), -0.5...(Double(rows.count) - 0.5))
  }

  func shapes(in frame: PlotFrame) -> [Drawing.Shape] {
    guard columns > 0, !rows.isEmpty else { return [] }
    let palette = scale.map.colors + [Color.white.opacity(0)]
    let cells = frame.image(
      over: -0.5...(Double(columns) - 0.5), -0.5...(Double(rows.count) - 0.5), palette: palette
    ) { x, y in
      let row = Swift.min(Swift.max(Int((y + 0.5).rounded(.down)), 0), rows.count - 1)
      let column = Swift.min(Swift.max(Int((x + 0.5).rounded(.down)), 0), columns - 1)
      return scale.level(of: rows[row][column]) ?? palette.count - 1
    }
    return cells + (showsNumbers ? numbers(in: frame) : [])
  }

  private func numbers(in frame: PlotFrame) -> [Drawing.Shape] {
    var shapes: [Drawing.Shape] = []
    for (row, entries) in rows.enumerated() {
      for (column, value) in entries.enumerated() {
        guard let place = frame.point(Double(column), Double(row)), frame.rect.contains(place),
          let color = scale.color(of: value)
        else { continue }
        let size = Theme.tickSize
        shapes.append(
          .text(
            Drawing.Text(
              NumberText.compact(value), at: .init(place.x, place.y + 0.36 * size), size: size,
              color: color.luminance > 0.35 ? .black : .white, anchor: .middle)))
      }
    }
    return shapes
  }
}
