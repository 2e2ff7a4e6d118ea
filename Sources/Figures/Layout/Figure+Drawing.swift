extension Figure {
  /// The figure laid out as plain shapes.
  public func drawing() -> Drawing {
    let columns = min(self.columns, max(1, panels.count))
    let rows = max(1, (panels.count + columns - 1) / columns)
    let head = title.isEmpty ? 0 : Theme.figureTitleSize + Theme.gap
    let size = Drawing.Size(
      width: Theme.gutter + Double(columns) * (panelSize.width + Theme.gutter),
      height: head + Theme.gutter + Double(rows) * (panelSize.height + Theme.gutter))
    var shapes: [Drawing.Shape] = []
    if !title.isEmpty {
      var text = Drawing.Text(
        title, at: .init(size.width / 2, Theme.gutter + 0.78 * Theme.figureTitleSize),
        size: Theme.figureTitleSize, color: Theme.text, anchor: .middle)
      text.isBold = true
      shapes.append(.text(text))
    }
    let insets = alignedInsets(columns: columns)
    for (index, panel) in panels.enumerated() {
      let cell = Drawing.Rect(
        x: Theme.gutter + Double(index % columns) * (panelSize.width + Theme.gutter),
        y: head + Theme.gutter + Double(index / columns) * (panelSize.height + Theme.gutter),
        width: panelSize.width, height: panelSize.height)
      shapes += PanelLayout(panel).shapes(in: cell, insets: insets[index])
    }
    return Drawing(
      size: size, title: title.isEmpty ? panels.first?.title ?? "" : title,
      summary: summary.isEmpty
        ? panels.map(\.summary).filter { !$0.isEmpty }.joined(separator: ". ") : summary,
      shapes: shapes)
  }

  /// The room for labels around each plot: panels in a column agree on left and right, panels in a
  /// row on top and bottom, so that their frames line up.
  private func alignedInsets(columns: Int) -> [Insets] {
    let natural = panels.map { PanelLayout($0).naturalInsets(in: panelSize) }
    return natural.indices.map { index in
      var insets = natural[index]
      for other in natural.indices where other % columns == index % columns {
        insets.left = max(insets.left, natural[other].left)
        insets.right = max(insets.right, natural[other].right)
      }
      for other in natural.indices where other / columns == index / columns {
        insets.top = max(insets.top, natural[other].top)
        insets.bottom = max(insets.bottom, natural[other].bottom)
      }
      return insets
    }
  }
}

/// Room on the four sides of a plot; points.
struct Insets: Sendable, Equatable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double
}
