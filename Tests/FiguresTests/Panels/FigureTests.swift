import Testing

@testable import Figures

@Suite struct FigureTests {
  /// Arrays that a careless caller may hand over.
  static let arrays: [[Double]] = [
    [], [3], [2, 2, 2], [.nan, .nan], [1, .nan, 3], [.infinity, -.infinity, 0], [0, 0], [-1, -2],
    [1e308, -1e308], [.leastNonzeroMagnitude, .leastNormalMagnitude / 64], [1e16, 1e16 + 2],
  ]

  static func panels(_ v: [Double], _ axis: Axis) -> [Panel] {
    let start = Panel(title: "t").axes(x: axis, y: axis).colorBar("c")
    let grid = ScalarGrid(columns: 3, rows: 2, x: 0...1, y: 0...1) { x, _ in
      v.isEmpty ? .nan : v[Int(2 * x) % v.count]
    }
    return [
      start.line(x: v, y: v, label: "a", style: LineStyle(dash: .dashDotted, marker: .plus)),
      start.scatter(x: v, y: v, label: "b", style: PointStyle(marker: .cross)),
      start.scatter(x: v, y: v, classes: v.indices.map { $0 - 1 }, names: ["p", "q"]),
      start.scatter(x: v, y: v, values: v).equalAspect(),
      start.band(x: v, lower: v, upper: v.reversed(), label: "c"),
      start.bars(v, label: "d"),
      start.horizontalLine(at: v.first ?? .nan).verticalLine(at: v.last ?? .nan, label: "e"),
      start.text("here", x: v.first ?? .nan, y: v.last ?? .nan, anchor: .end),
      start.image(grid).contour(grid).regions(grid),
      start.heatMap([v, v], numbers: .shown).equalAspect(),
      start.quiver(VectorGrid(u: grid, v: grid)).streamlines(VectorGrid(u: grid, v: grid)),
      start.polyline3D(x: v, y: v, z: v, label: "f").view(azimuth: 90, elevation: -90),
    ]
  }

  @Test(arguments: arrays.indices, [Axis.Scale.linear, .logarithmic])
  func noInputTraps(index: Int, scale: Axis.Scale) {
    let panels = Self.panels(Self.arrays[index], Axis("x", scale: scale))
    let text = Figure(
      title: "all", columns: 4, panelSize: Drawing.Size(width: 200, height: 150), panels: panels
    ).svg()
    #expect(xmlFault(text) == nil)
    #expect(!text.contains("nan") && !text.contains("inf"))
    for panel in panels where scale == .linear {
      let tiny = Figure(panelSize: Drawing.Size(width: 1, height: 1), panels: [panel]).svg()
      #expect(xmlFault(tiny) == nil)
    }
  }

  @Test func aFigureWithoutPanelsIsAPage() {
    #expect(xmlFault(Figure().svg()) == nil)
    #expect(Figure(columns: 3).drawing().size.width < 600)
  }

  @Test func panelsAreValues() {
    let plain = Panel(title: "a")
    let more = plain.line(x: [0, 1], y: [0, 1])
    #expect(plain.marks.isEmpty && more.marks.count == 1)
    var figure = Figure(columns: 2, panels: [plain])
    let before = figure
    figure.add(more)
    #expect(before.panels.count == 1 && figure.panels.count == 2)
  }

  @Test func seriesTakeThePalettesColorsInTurn() {
    let panel = Panel().line(x: [0, 1], y: [0, 1]).line(
      x: [0, 1], y: [0, 1], style: LineStyle(color: .black)
    ).scatter(x: [0], y: [0])
    let text = Figure(panels: [panel]).svg()
    #expect(text.contains("stroke=\"#0072b2\"") && text.contains("stroke=\"#000000\""))
    #expect(text.contains("fill=\"#d55e00\""))
  }

  @Test func theSummarySpeaksForThePicture() {
    let panel = Panel(title: "Training").axes(x: Axis("epoch"), y: Axis("loss"))
      .line(x: [1], y: [1], label: "training").line(x: [1], y: [1], label: "validation")
    let drawing = Figure(panels: [panel]).drawing()
    #expect(drawing.title == "Training")
    #expect(drawing.summary == "Training: loss against epoch: shows training, validation")
  }
}
