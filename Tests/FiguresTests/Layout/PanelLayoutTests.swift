import Testing

@testable import Figures

@Suite struct PanelLayoutTests {
  static func texts(_ shapes: [Drawing.Shape]) -> [Drawing.Text] {
    shapes.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  /// The rectangle that a text covers on the page when it is level or upright.
  static func area(_ text: Drawing.Text) -> Drawing.Rect {
    let box = text.bounds
    guard text.angle == -90 else { return box }
    return Drawing.Rect(
      x: text.place.x + (box.y - text.place.y), y: text.place.y - (box.maxX - text.place.x),
      width: box.height, height: box.width)
  }

  static let t = (0...60).map { Double($0) / 6 }

  static let figures: [Figure] = [
    Figure(
      title: "Lines", columns: 2,
      panels: [
        Panel(title: "one").axes(x: Axis("time"), y: Axis("x"))
          .line(x: t, y: t.map { $0 * $0 }, label: "a").line(x: t, y: t, label: "longer name"),
        Panel(title: "two").axes(
          x: Axis("h", scale: .logarithmic), y: Axis("e", scale: .logarithmic)
        )
        .line(x: t, y: t.map { 1e-9 * $0 }, label: "tiny").legend(.outside),
        Panel(title: "three").scatter(x: t, y: t.map { 1e6 + $0 }, values: t).colorBar("value"),
        Panel(title: "four").axes(
          x: Axis("c", categories: ["one", "two", "three"]), y: Axis("count")
        ).bars([1, 20_000, 3], label: "n"),
      ]),
    Figure(
      panels: [
        Panel(title: "box").line(x: [0, 1, 1, 0, 0], y: [0, 0, 1, 1, 0], label: "box")
          .line(x: [0, 1], y: [0, 1], label: "up").line(x: [0, 1], y: [1, 0], label: "down")
      ]),
    Figure(
      panels: [
        Panel(title: "space").polyline3D(x: t, y: t.map { 10 - $0 }, z: t, label: "path")
          .view(labels: ("x", "y", "z"))
      ]),
  ]

  @Test(arguments: figures.indices)
  func noWordLeavesThePageOrMeetsAnother(index: Int) {
    let drawing = Self.figures[index].drawing()
    let page = Drawing.Rect(
      x: 0, y: 0, width: drawing.size.width, height: drawing.size.height)
    let texts = Self.texts(drawing.shapes)
    #expect(texts.count > 8)
    for (place, text) in texts.enumerated() {
      let area = Self.area(text)
      #expect(area.x >= page.x && area.maxX <= page.maxX, "\(text.string)")
      #expect(area.y >= page.y && area.maxY <= page.maxY, "\(text.string)")
      for other in texts[..<place] {
        #expect(!area.intersects(Self.area(other)), "\(text.string) on \(other.string)")
      }
    }
  }

  @Test func aLegendTakesTheCornerThatIsFree() {
    let rising = Panel().line(x: Self.t, y: Self.t, label: "rising")
    let falling = Panel().line(x: Self.t, y: Self.t.map { -$0 }, label: "falling")
    func legend(_ panel: Panel) -> (Drawing.Text?, Drawing.Size) {
      let drawing = Figure(panels: [panel]).drawing()
      return (Self.texts(drawing.shapes).last, drawing.size)
    }
    let (left, size) = legend(rising)
    #expect(left.map { $0.string == "rising" && $0.place.x < size.width / 2 } == true)
    let (right, _) = legend(falling)
    #expect(right.map { $0.string == "falling" && $0.place.x > size.width / 2 } == true)
  }

  @Test func equalAspectGivesEqualUnits() {
    let panel = Panel().scatter(x: [0, 1], y: [0, 5]).equalAspect()
    let frame = PanelLayout(panel).frame(in: Drawing.Rect(x: 10, y: 20, width: 300, height: 200))
    let unitX = frame.x.place(of: 1) - frame.x.place(of: 0)
    let unitY = frame.y.place(of: 0) - frame.y.place(of: 1)
    #expect(abs(unitX - unitY) < 1e-12 * unitX)
    #expect(abs(frame.rect.height - 200) < 1e-9 && frame.rect.x > 10)
  }

  @Test func looseDataGetAMarginAndImagesNone() {
    let axis = Axis(padding: 0.1)
    let (low, high) = axis.limits(loose: Span(lower: 0, upper: 10), tight: Span())
    #expect(low == -1 && high == 11)
    let tight = axis.limits(loose: Span(lower: 2, upper: 3), tight: Span(lower: 0, upper: 10))
    #expect(tight == (0, 10))
    let bars = axis.limits(loose: Span(lower: 4, upper: 10), tight: Span(lower: 0, upper: 0))
    #expect(bars == (0, 11))
    let given = Axis(limits: 1...2).limits(loose: Span(lower: 0, upper: 9), tight: Span())
    #expect(given == (1, 2))
  }

  @Test func framesInAColumnLineUp() {
    let narrow = Panel().axes(x: Axis(), y: Axis("y")).line(x: [0, 1], y: [0, 1])
    let wide = Panel().line(x: [0, 1], y: [123_456, 123_457])
    let drawing = Figure(panels: [narrow, wide]).drawing()
    let frames = drawing.shapes.compactMap { shape -> Drawing.Rect? in
      if case .clipped(_, let rect) = shape { rect } else { nil }
    }
    #expect(frames.count == 2)
    #expect(frames[0].x == frames[1].x && frames[0].width == frames[1].width)
  }

  @Test func aMatrixReadsAsATable() {
    for panel in [
      Panel().heatMap([[1, 2], [3, 4]]).axes(x: Axis("j"), y: Axis("i")),
      Panel().axes(x: Axis("j"), y: Axis("i")).heatMap([[1, 2], [3, 4]]),
    ] {
      let frame = PanelLayout(panel).frame(in: Drawing.Rect(x: 0, y: 0, width: 80, height: 40))
      #expect(frame.point(0, 0) == Drawing.Point(20, 10))
      #expect(frame.point(1, 1) == Drawing.Point(60, 30))
    }
  }
}
