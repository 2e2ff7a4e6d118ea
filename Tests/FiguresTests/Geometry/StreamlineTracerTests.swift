import Testing

@testable import Figures

@Suite struct StreamlineTracerTests {
  @Test func aRotationGivesCirclesThatPassOnce() {
    let field = VectorGrid(columns: 9, rows: 9, x: -1...1, y: -1...1) { x, y in (-y, x) }
    let lines = StreamlineTracer.lines(of: field, density: 1)
    #expect(lines.count > 10)
    for line in lines {
      let radii = zip(line.x, line.y).map { ($0 * $0 + $1 * $1).squareRoot() }
      let drift = (radii.max() ?? 0) - (radii.min() ?? 0)
      #expect(drift < 1e-3)
      let length = 0.008 * Double(line.x.count)
      #expect(length < 2 * .pi * (radii.max() ?? 0) + 0.3)
    }
  }

  @Test func aUniformFieldGivesStraightLinesAcross() {
    let field = VectorGrid(columns: 2, rows: 2, x: 0...10, y: 0...1) { _, _ in (5, 0) }
    let lines = StreamlineTracer.lines(of: field, density: 0.5)
    #expect(lines.count == 10)
    for line in lines {
      #expect(line.y.allSatisfy { abs($0 - line.y[0]) < 1e-15 })
      #expect(zip(line.x, line.x.dropFirst()).allSatisfy { $0 < $1 })
      #expect(line.x[0] < 0.05 && (line.x.last ?? 0) > 9.95)
    }
  }

  @Test func fieldsWithoutDirectionGiveNothing() {
    for value in [0, Double.nan, .infinity] {
      let field = VectorGrid(x: 0...1, y: 0...1) { _, _ in (value, value) }
      #expect(StreamlineTracer.lines(of: field, density: 1).isEmpty)
      #expect(StreamlineTracer.lines(of: field, density: .nan).isEmpty)
    }
  }
}
