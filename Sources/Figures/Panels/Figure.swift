/// Panels in a grid under a common title: a value that a backend draws.
///
/// ```swift
/// var figure = Figure(title: "Two rings", columns: 2)
/// figure.add(Panel(title: "t = 0").scatter(x: x, y: y, classes: ring).equalAspect())
/// figure.add(Panel(title: "t = 1").scatter(x: u, y: v, classes: ring).equalAspect())
/// let text = figure.svg()
/// ```
public struct Figure: Sendable {
  /// The words above all panels.
  public var title: String
  /// What the figure shows, for readers who cannot see it; empty: made from the panels' words.
  public var summary: String
  /// Panels in a row.
  public var columns: Int
  /// The extent of each panel with its labels; points.
  public var panelSize: Drawing.Size
  /// The panels, row by row.
  public var panels: [Panel]

  /// A figure of the panels given.
  ///
  /// - Parameters:
  ///   - title: the words above all panels.
  ///   - columns: panels in a row; at least 1.
  ///   - panelSize: the extent of each panel with its labels; points.
  ///   - panels: the panels, row by row.
  /// - Precondition: `columns` is at least 1, the panels' sides from 1 to 100,000.
  public init(
    title: String = "", columns: Int = 1,
    panelSize: Drawing.Size = Drawing.Size(width: 460, height: 340), panels: [Panel] = []
  ) {
    precondition(columns >= 1, "a figure of \(columns) columns has no place for panels")
    precondition(
      1...100_000 ~= panelSize.width && 1...100_000 ~= panelSize.height,
      "a panel of \(panelSize.width) by \(panelSize.height) points cannot be drawn")
    self.title = title
    summary = ""
    self.columns = columns
    self.panelSize = panelSize
    self.panels = panels
  }

  /// Puts a panel after the others.
  public mutating func add(_ panel: Panel) {
    panels.append(panel)
  }

  /// The figure as SVG text.
  ///
  /// The text is the same, byte for byte, for the same figure; it refers to nothing outside itself,
  /// and several figures may stand in one HTML page.
  public func svg() -> String { drawing().svg() }
}
