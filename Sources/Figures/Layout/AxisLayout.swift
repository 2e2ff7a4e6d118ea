/// The ticks, numbers and names around a frame.
struct AxisLayout {
  let panel: Panel
  let frame: PlotFrame
  private let xTicks: Ticks
  private let yTicks: Ticks
  /// Whether the names below the frame are too wide to stand level.
  private let isSlanted: Bool

  private static let slant = -35.0

  init(panel: Panel, frame: PlotFrame) {
    self.panel = panel
    self.frame = frame
    xTicks = Self.levelTicks(panel.x, frame)
    yTicks = Self.ticks(panel.y, frame.y, atMost: max(2, Int(frame.rect.height / 38)))
    isSlanted = !panel.x.categories.isEmpty && !Self.fits(xTicks, frame.x)
  }

  private static func ticks(_ axis: Axis, _ map: AxisMap, atMost count: Int) -> Ticks {
    guard axis.categories.isEmpty else {
      let named = axis.categories.enumerated().map { index, name in
        Ticks.Major(value: Double(index), label: name)
      }
      return Ticks(major: named.filter { $0.value >= map.lower && $0.value <= map.upper })
    }
    return Ticks.nice(from: map.lower, to: map.upper, scale: axis.scale, atMost: count)
  }

  /// As many ticks as stand side by side without touching.
  private static func levelTicks(_ axis: Axis, _ frame: PlotFrame) -> Ticks {
    var count = max(2, min(9, Int(frame.rect.width / 42)))
    var ticks = ticks(axis, frame.x, atMost: count)
    while count > 2, axis.categories.isEmpty, !fits(ticks, frame.x) {
      count -= 1
      ticks = Self.ticks(axis, frame.x, atMost: count)
    }
    return ticks
  }

  private static func fits(_ ticks: Ticks, _ map: AxisMap) -> Bool {
    let spans = ticks.major.map { tick in
      (map.place(of: tick.value), TextMetrics.width(tick.label, size: Theme.tickSize) / 2)
    }
    return zip(spans, spans.dropFirst()).allSatisfy { a, b in
      abs(b.0 - a.0) >= a.1 + b.1 + 8
    }
  }

  // MARK: Room

  private func widest(_ ticks: Ticks) -> Double {
    ticks.major.map { TextMetrics.width($0.label, size: Theme.tickSize) }.max() ?? 0
  }

  var leftRoom: Double {
    let label = panel.y.label.isEmpty ? 0 : Theme.labelSize + Theme.gap
    let share = isSlanted ? sineAndCosine(degrees: Self.slant).cosine : 0.5
    let overhangs = xTicks.major.map { tick in
      share * TextMetrics.width(tick.label, size: Theme.tickSize)
        - (frame.x.place(of: tick.value) - frame.rect.x)
    }
    return max(widest(yTicks) + Theme.tickLength + 4 + label + 2, overhangs.max() ?? 0)
  }

  var rightRoom: Double {
    guard !isSlanted, let last = xTicks.major.last else { return 0 }
    let half = TextMetrics.width(last.label, size: Theme.tickSize) / 2
    return half - (frame.rect.maxX - frame.x.place(of: last.value)) + 2
  }

  var bottomRoom: Double {
    let label = panel.x.label.isEmpty ? 0 : Theme.labelSize + Theme.gap
    return numbersHeight + label + 4
  }

  private var numbersHeight: Double {
    let sine = abs(sineAndCosine(degrees: Self.slant).sine)
    return Theme.tickLength + 4 + Theme.tickSize + (isSlanted ? sine * widest(xTicks) : 0)
  }

  // MARK: Shapes

  /// The thin lines behind the data.
  func gridShapes() -> [Drawing.Shape] {
    let rect = frame.rect
    var lines: [[Drawing.Point]] = []
    if panel.x.categories.isEmpty {
      for tick in xTicks.major {
        let place = frame.x.place(of: tick.value)
        lines.append([.init(place, rect.y), .init(place, rect.maxY)])
      }
    }
    if panel.y.categories.isEmpty {
      for tick in yTicks.major {
        let place = frame.y.place(of: tick.value)
        lines.append([.init(rect.x, place), .init(rect.maxX, place)])
      }
    }
    guard !lines.isEmpty else { return [] }
    return [.path(Drawing.Path(lines), fill: nil, stroke: .init(Theme.gridLine, width: 0.8))]
  }

  /// The two axes with ticks, numbers and names.
  func shapes() -> [Drawing.Shape] {
    let rect = frame.rect
    let spine: [Drawing.Point] = [
      .init(rect.x, rect.y), .init(rect.x, rect.maxY), .init(rect.maxX, rect.maxY),
    ]
    let strokes = [spine] + tickStrokes()
    return [.path(Drawing.Path(strokes), fill: nil, stroke: .init(Theme.spine))]
      + xTicks.major.map { .text(xNumber($0)) } + yTicks.major.map { .text(yNumber($0)) }
      + names()
  }

  private func tickStrokes() -> [[Drawing.Point]] {
    let rect = frame.rect
    func below(_ value: Double, _ length: Double) -> [Drawing.Point] {
      let place = frame.x.place(of: value)
      return [.init(place, rect.maxY), .init(place, rect.maxY + length)]
    }
    func left(_ value: Double, _ length: Double) -> [Drawing.Point] {
      let place = frame.y.place(of: value)
      return [.init(rect.x, place), .init(rect.x - length, place)]
    }
    let length = Theme.tickLength
    return xTicks.major.map { below($0.value, length) } + xTicks.minor.map { below($0, length / 2) }
      + yTicks.major.map { left($0.value, length) } + yTicks.minor.map { left($0, length / 2) }
  }

  private func xNumber(_ tick: Ticks.Major) -> Drawing.Text {
    let top = frame.rect.maxY + Theme.tickLength + 3
    var text = Drawing.Text(
      tick.label, at: .init(frame.x.place(of: tick.value), top + 0.85 * Theme.tickSize),
      size: Theme.tickSize, color: Theme.text, anchor: isSlanted ? .end : .middle)
    if isSlanted {
      text.angle = Self.slant
      text.place.x += 0.3 * Theme.tickSize
    }
    return text
  }

  private func yNumber(_ tick: Ticks.Major) -> Drawing.Text {
    Drawing.Text(
      tick.label,
      at: .init(
        frame.rect.x - Theme.tickLength - 4,
        frame.y.place(of: tick.value) + 0.36 * Theme.tickSize),
      size: Theme.tickSize, color: Theme.text, anchor: .end)
  }

  private func names() -> [Drawing.Shape] {
    var shapes: [Drawing.Shape] = []
    if !panel.x.label.isEmpty {
      shapes.append(
        .text(
          Drawing.Text(
            panel.x.label,
            at: .init(frame.rect.midX, frame.rect.maxY + numbersHeight + Theme.labelSize + 3),
            size: Theme.labelSize, color: Theme.text, anchor: .middle)))
    }
    if !panel.y.label.isEmpty {
      var text = Drawing.Text(
        panel.y.label,
        at: .init(
          frame.rect.x - widest(yTicks) - Theme.tickLength - 4 - Theme.gap - 3, frame.rect.midY),
        size: Theme.labelSize, color: Theme.text, anchor: .middle)
      text.angle = -90
      shapes.append(.text(text))
    }
    return shapes
  }
}
