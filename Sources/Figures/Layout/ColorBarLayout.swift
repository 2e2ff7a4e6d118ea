/// The bar that tells which number a colour stands for.
struct ColorBarLayout {
  let title: String
  let scale: ColorScale

  private static let distance = 14.0
  private let ticks: Ticks

  init(title: String, scale: ColorScale) {
    self.title = title
    self.scale = scale
    ticks = Ticks.linear(from: scale.lower, to: scale.upper, atMost: 7)
  }

  private var numbersWidth: Double {
    ticks.major.map { TextMetrics.width($0.label, size: Theme.tickSize) }.max() ?? 0
  }

  /// The room from the frame to the far end of the bar's words.
  var width: Double {
    let name = title.isEmpty ? 0 : Theme.gap + Theme.labelSize
    return Self.distance + Theme.colorBarWidth + Theme.tickLength + 3 + numbersWidth + name
  }

  func shapes(besides rect: Drawing.Rect) -> [Drawing.Shape] {
    let bar = Drawing.Rect(
      x: rect.maxX + Self.distance, y: rect.y, width: Theme.colorBarWidth, height: rect.height)
    let map = AxisMap(
      scale: .linear, lower: scale.lower, upper: scale.upper, start: bar.maxY, end: bar.y)
    let colors = scale.map.colors
    let image = IndexedImage(
      width: 1, height: colors.count, palette: colors,
      pixels: colors.indices.reversed().map { UInt8($0) })
    let strokes = ticks.major.map { tick -> [Drawing.Point] in
      let place = map.place(of: tick.value)
      return [.init(bar.maxX, place), .init(bar.maxX + Theme.tickLength, place)]
    }
    let outline = Drawing.Path([bar.corners], isClosed: true)
    return [
      .image(image, over: bar),
      .path(outline, fill: nil, stroke: .init(Theme.spine, width: 0.8)),
      .path(Drawing.Path(strokes), fill: nil, stroke: .init(Theme.spine)),
    ] + texts(bar, map)
  }

  private func texts(_ bar: Drawing.Rect, _ map: AxisMap) -> [Drawing.Shape] {
    let left = bar.maxX + Theme.tickLength + 3
    var texts = ticks.major.map { tick in
      Drawing.Text(
        tick.label, at: .init(left, map.place(of: tick.value) + 0.36 * Theme.tickSize),
        size: Theme.tickSize, color: Theme.text)
    }
    if !title.isEmpty {
      var name = Drawing.Text(
        title, at: .init(left + numbersWidth + Theme.gap + 0.8 * Theme.labelSize, bar.midY),
        size: Theme.labelSize, color: Theme.text, anchor: .middle)
      name.angle = -90
      texts.append(name)
    }
    return texts.map { .text($0) }
  }
}
