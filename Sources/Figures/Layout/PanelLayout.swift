/// Finds places for the parts of a panel: frame, ticks, words, legend, colour bar.
struct PanelLayout {
  let panel: Panel
  let horizontal: (lower: Double, upper: Double)
  let vertical: (lower: Double, upper: Double)

  init(_ panel: Panel) {
    self.panel = panel
    let scales = Scales(x: panel.x.scale, y: panel.y.scale)
    var extent = Extent()
    for mark in panel.marks { extent.formUnion(mark.extent(on: scales)) }
    horizontal = panel.x.limits(loose: extent.looseX, tight: extent.tightX)
    vertical = panel.y.limits(loose: extent.looseY, tight: extent.tightY)
  }

  /// The frame of the plot in a rectangle, made slimmer or lower for equal aspect.
  func frame(in rect: Drawing.Rect) -> PlotFrame {
    let rect = panel.hasEqualAspect ? equalAspect(rect) : rect
    let isReversedX = panel.x.isReversed
    let isReversedY = panel.y.isReversed != panel.readsDownwards
    return PlotFrame(
      rect: rect,
      x: AxisMap(
        scale: panel.x.scale, lower: horizontal.lower, upper: horizontal.upper,
        start: isReversedX ? rect.maxX : rect.x, end: isReversedX ? rect.x : rect.maxX),
      y: AxisMap(
        scale: panel.y.scale, lower: vertical.lower, upper: vertical.upper,
        start: isReversedY ? rect.y : rect.maxY, end: isReversedY ? rect.maxY : rect.y))
  }

  private func equalAspect(_ rect: Drawing.Rect) -> Drawing.Rect {
    func length(_ scale: Axis.Scale, _ limits: (lower: Double, upper: Double)) -> Double {
      scale.coordinate(of: limits.upper) - scale.coordinate(of: limits.lower)
    }
    let width = length(panel.x.scale, horizontal)
    let height = length(panel.y.scale, vertical)
    let unit = min(rect.width / width, rect.height / height)
    guard unit.isFinite, unit > 0 else { return rect }
    let size = Drawing.Size(width: max(1, width * unit), height: max(1, height * unit))
    return Drawing.Rect(
      x: rect.midX - size.width / 2, y: rect.midY - size.height / 2, width: size.width,
      height: size.height)
  }

  /// The room that words need around the plot when the panel stands alone.
  func naturalInsets(in size: Drawing.Size) -> Insets {
    var insets = Insets(left: 55, top: 24, right: 12, bottom: 45)
    // Two rounds settle it: the ticks depend on the room and the room on the ticks.
    for _ in 0..<2 {
      let rect = plot(in: Drawing.Rect(x: 0, y: 0, width: size.width, height: size.height), insets)
      insets = self.insets(around: rect, besides: legendIsOutside(around: rect))
    }
    return insets
  }

  private func insets(around rect: Drawing.Rect, besides hasLegend: Bool) -> Insets {
    var insets = Insets(
      left: 4, top: panel.title.isEmpty ? 8 : Theme.titleSize + 10, right: 10, bottom: 4)
    if panel.scene == nil {
      let axes = AxisLayout(panel: panel, frame: frame(in: rect))
      insets.left = axes.leftRoom
      insets.bottom = axes.bottomRoom
      insets.right = max(insets.right, axes.rightRoom)
    }
    if let bar = colorBar { insets.right = bar.width + Theme.gap }
    if hasLegend { insets.right += legend.size.width + 2 * Theme.gap }
    return insets
  }

  private func plot(in cell: Drawing.Rect, _ insets: Insets) -> Drawing.Rect {
    Drawing.Rect(
      x: cell.x + insets.left, y: cell.y + insets.top,
      width: max(20, cell.width - insets.left - insets.right),
      height: max(20, cell.height - insets.top - insets.bottom))
  }

  private var legend: LegendLayout { LegendLayout(entries: panel.legendEntries) }

  private var colorBar: ColorBarLayout? {
    guard let title = panel.colorBarTitle,
      let scale = panel.marks.compactMap(\.colorScale).last
    else { return nil }
    return ColorBarLayout(title: title, scale: scale)
  }

  private func legendIsOutside(around rect: Drawing.Rect) -> Bool {
    guard !legend.entries.isEmpty else { return false }
    switch panel.legendPlacement {
    case .hidden: return false
    case .outside: return true
    case .automatic:
      let frame = frame(in: rect)
      return legend.freeCorner(of: frame.rect, among: obstacles(in: frame)) == nil
    }
  }

  private func dataShapes(in frame: PlotFrame) -> [Drawing.Shape] {
    if let scene = panel.scene { return scene.shapes(in: frame.rect) }
    return panel.marks.flatMap { $0.shapes(in: frame) }
  }

  /// What a legend should not cover.
  private func obstacles(in frame: PlotFrame) -> [Drawing.Shape] {
    panel.scene?.obstacles(in: frame.rect) ?? dataShapes(in: frame)
  }

  /// All shapes of the panel.
  func shapes(in cell: Drawing.Rect, insets: Insets) -> [Drawing.Shape] {
    let room = plot(in: cell, insets)
    let frame = frame(in: room)
    let data = dataShapes(in: frame)
    var shapes: [Drawing.Shape] = []
    if panel.scene == nil {
      let axes = AxisLayout(panel: panel, frame: frame)
      shapes += axes.gridShapes()
      shapes.append(.clipped(data.filter { !$0.isText }, to: frame.rect))
      shapes += axes.shapes() + data.filter(\.isText)
    } else {
      shapes += data
    }
    shapes += titleShapes(above: frame.rect, in: cell)
    var right = frame.rect.maxX + Theme.gap
    if let bar = colorBar {
      shapes += bar.shapes(besides: frame.rect)
      right = frame.rect.maxX + bar.width + Theme.gap
    }
    return shapes
      + legendShapes(
        in: frame, data: panel.scene == nil ? data : obstacles(in: frame),
        besides: Drawing.Point(right + Theme.gap, frame.rect.y),
        within: cell.maxX)
  }

  private func titleShapes(above rect: Drawing.Rect, in cell: Drawing.Rect) -> [Drawing.Shape] {
    guard !panel.title.isEmpty else { return [] }
    var text = Drawing.Text(
      panel.title, at: .init(rect.midX, rect.y - 9), size: Theme.titleSize, color: Theme.text,
      anchor: .middle)
    text.isBold = true
    return [.text(text.kept(inside: cell))]
  }

  /// The legend in a free corner or in the room kept beside the plot; where neither is left, because
  /// other panels made this one smaller, in the corner where it covers least.
  private func legendShapes(
    in frame: PlotFrame, data: [Drawing.Shape], besides place: Drawing.Point, within edge: Double
  ) -> [Drawing.Shape] {
    guard !legend.entries.isEmpty, panel.legendPlacement != .hidden else { return [] }
    guard panel.legendPlacement == .automatic else { return legend.shapes(at: place) }
    if let corner = legend.freeCorner(of: frame.rect, among: data) {
      return legend.shapes(at: corner)
    }
    let hasRoom = place.x + legend.size.width <= edge + 1
    let corner = hasRoom ? nil : legend.leastCoveredCorner(of: frame.rect, among: data)
    return legend.shapes(at: corner ?? place)
  }
}

extension Axis {
  /// The limits given, or those of the data: loose ends get a margin, tight ones none.
  func limits(loose: Span, tight: Span) -> (lower: Double, upper: Double) {
    if let limits {
      return Span(lower: limits.lowerBound, upper: limits.upperBound).widened(scale: scale)
    }
    var all = loose
    all.formUnion(tight)
    if !categories.isEmpty {
      all.include(-0.5)
      all.include(Double(categories.count) - 0.5)
      return all.widened(scale: scale)
    }
    let (lower, upper) = all.widened(scale: scale)
    guard !all.isEmpty, all.lower < all.upper else { return (lower, upper) }
    let from = scale.coordinate(of: lower)
    let to = scale.coordinate(of: upper)
    let margin = padding * (to - from)
    return (
      tight.lower <= loose.lower ? lower : scale.value(at: from - margin),
      tight.upper >= loose.upper ? upper : scale.value(at: to + margin)
    )
  }
}

extension Drawing.Shape {
  var isText: Bool {
    if case .text = self { true } else { false }
  }
}
