import Testing

@testable import Figures

@Suite struct AxisMapTests {
  @Test(
    arguments: [(0.0, 1.0), (-3, 7), (1e-300, 2e-300), (-1e300, 1e300), (0.1, 0.3)]
      as [(Double, Double)])
  func limitsLieExactlyAtTheEnds(limits: (Double, Double)) {
    let map = AxisMap(scale: .linear, lower: limits.0, upper: limits.1, start: 40, end: 440)
    #expect(map.place(of: limits.0) == 40)
    #expect(map.place(of: limits.1) == 440)
    #expect(abs(map.place(of: limits.0 / 2 + limits.1 / 2) - 240) < 1e-12)
  }

  @Test func equalRatiosAreEqualDistancesOnALogarithmicScale() {
    let map = AxisMap(scale: .logarithmic, lower: 0.01, upper: 100, start: 400, end: 0)
    #expect([0.01, 0.1, 1, 10, 100].map(map.place) == [400, 300, 200, 100, 0])
    #expect(map.place(of: 0).isNaN && map.place(of: -1).isNaN)
  }

  @Test(arguments: [Axis.Scale.linear, .logarithmic], [0.02, 0.5, 3, 17])
  func valuesComeBackFromTheirPlaces(scale: Axis.Scale, value: Double) {
    let map = AxisMap(scale: scale, lower: 0.01, upper: 20, start: 10, end: 310)
    #expect(abs(map.value(at: map.place(of: value)) - value) < 3e-15 * 20)
  }
}

@Suite struct PlotFrameTests {
  static let frame = PlotFrame(
    rect: Drawing.Rect(x: 0, y: 0, width: 100, height: 100),
    x: AxisMap(scale: .linear, lower: 0, upper: 10, start: 0, end: 100),
    y: AxisMap(scale: .linear, lower: 0, upper: 10, start: 100, end: 0))

  @Test func numbersThatAreNotFiniteBreakALine() {
    let path = Self.frame.path(
      x: [0, 1, 2, 3, 4, 5, 6, .nan, 8, 9], y: [0, 1, .nan, 3, 5, .infinity, 6, 7, 8, 7])
    #expect(
      path.lines == [
        [.init(0, 100), .init(10, 90)], [.init(30, 70), .init(40, 50)],
        [.init(80, 20), .init(90, 30)],
      ])
  }

  @Test func farPlacesAreCutOffWithoutTurningTheLine() throws {
    let line = try #require(Self.frame.path(x: [5, 5 + 1e12], y: [5, 5 + 2e12]).lines.first)
    let end = try #require(line.last)
    #expect(Self.frame.rect.insetBy(-151).contains(end))
    #expect(abs((50 - end.y) / (end.x - 50) - 2) < 1e-12)
  }

  @Test func aLineThatCrossesTheFrameIsSeenThoughBothEndsAreFar() {
    let path = Self.frame.path(x: [-1e6, 1e6], y: [5, 5])
    #expect(path.lines == [[.init(-150, 50), .init(250, 50)]])
  }

  @Test func denseLinesLoseVerticesButNotTheirShape() throws {
    let x = (0...100_000).map { Double($0) / 10_000 }
    let path = Self.frame.path(x: x, y: x.map { 0.1 * $0 * $0 })
    let line = try #require(path.lines.first)
    #expect(line.count < 60)
    #expect(line.first == Self.frame.point(0, 0) && line.last == Self.frame.point(10, 10))
    for value in x {
      let point = try #require(Self.frame.point(value, 0.1 * value * value))
      let distance = zip(line, line.dropFirst()).map {
        point.distance(toSegmentFrom: $0, to: $1)
      }.min()
      #expect(try #require(distance) < 0.21)
    }
  }
}
