import Testing

@testable import Figures

@Suite struct MarchingSquaresTests {
  @Test(arguments: [21, 41, 80])
  func theUnitCircleIsFoundToTheGridsAccuracy(nodes: Int) throws {
    let grid = ScalarGrid(columns: nodes, rows: nodes, x: -1.5...1.5, y: -1.5...1.5) {
      $0 * $0 + $1 * $1
    }
    let lines = MarchingSquares.lines(of: grid, at: 1)
    try #require(lines.count == 1)
    let (x, y) = (lines[0].x, lines[0].y)
    #expect(x.first == x.last && y.first == y.last)
    // Along an edge of length h the chord lies above x^2 by at most h^2/4, so a crossing lies
    // inside the circle by at most that.
    let h = 3 / Double(nodes - 1)
    for (a, b) in zip(x, y) {
      #expect(a * a + b * b <= 1 + 1e-14)
      #expect(a * a + b * b >= 1 - h * h / 4 - 1e-14)
    }
    var area = 0.0
    for i in 1..<x.count { area += (x[i - 1] * y[i] - x[i] * y[i - 1]) / 2 }
    #expect(abs(area) < .pi && abs(area) > .pi - 1.6 * h * h)
  }

  @Test func openLinesEndOnTheRim() {
    let grid = ScalarGrid(columns: 5, rows: 9, x: 0...4, y: 0...8) { x, _ in x }
    let lines = MarchingSquares.lines(of: grid, at: 1.25)
    #expect(lines.count == 1)
    #expect(lines[0].x.allSatisfy { $0 == 1.25 })
    #expect(lines[0].y.sorted() == [0, 1, 2, 3, 4, 5, 6, 7, 8])
  }

  @Test func theMeanDecidesWhichCornersOfASaddleAreConnected() {
    func pieces(_ level: Double) -> [[Double]] {
      let grid = ScalarGrid(values: [1, 0, 0, 1], columns: 2, rows: 2, x: 0...1, y: 0...1)
      return MarchingSquares.lines(of: grid, at: level).map { zip($0.x, $0.y).map { $0 + $1 } }
    }
    // Above the mean the high corners (0, 0) and (1, 1) are cut off, below it the low ones.
    #expect(pieces(0.75).map { $0.map { $0 < 1 } } == [[true, true], [false, false]])
    #expect(pieces(0.25).allSatisfy { $0.contains { $0 < 1 } && $0.contains { $0 > 1 } })
  }

  @Test func nothingIsDrawnWhereNothingIsKnown() {
    let grid = ScalarGrid(columns: 21, rows: 21, x: -2...2, y: -2...2) { x, y in
      x < 0 ? .nan : x * x + y * y
    }
    let lines = MarchingSquares.lines(of: grid, at: 1)
    #expect(lines.count == 1 && lines[0].x.allSatisfy { $0 >= 0 })
    #expect(MarchingSquares.lines(of: grid, at: .nan).isEmpty)
    #expect(MarchingSquares.lines(of: grid, at: 100).isEmpty)
  }
}
