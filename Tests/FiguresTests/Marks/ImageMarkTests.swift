import Testing

@testable import Figures

@Suite struct ImageMarkTests {
  static let frame = PlotFrame(
    rect: Drawing.Rect(x: 0, y: 0, width: 150, height: 150),
    x: AxisMap(scale: .linear, lower: 0, upper: 1, start: 0, end: 150),
    y: AxisMap(scale: .linear, lower: 0, upper: 1, start: 150, end: 0))

  static func image(_ mark: some Mark) throws -> (image: IndexedImage, area: Drawing.Rect) {
    let shape = try #require(mark.shapes(in: frame).first)
    guard case .image(let image, let area) = shape else {
      throw NotAnImage()
    }
    return (image, area)
  }

  struct NotAnImage: Error {}

  @Test func aRampRisesAcrossThePixels() throws {
    let grid = ScalarGrid(columns: 2, rows: 2, x: 0...1, y: 0...1) { x, _ in x }
    let (image, area) = try Self.image(
      ImageMark(grid: grid, scale: ColorScale(map: .viridis, limits: nil, values: grid.values)))
    #expect(area == Self.frame.rect && image.width == 100 && image.height == 100)
    for row in [0, 57, 99] {
      for column in 0..<100 {
        #expect(Int(image.pixels[row * 100 + column]) == (2 * column + 1) * 255 / 200)
      }
    }
  }

  @Test func unknownValuesStayClear() throws {
    let grid = ScalarGrid(columns: 3, rows: 2, x: 0...1, y: 0...1) { x, _ in x == 0 ? .nan : x }
    let (image, _) = try Self.image(
      ImageMark(grid: grid, scale: ColorScale(map: .viridis, limits: nil, values: grid.values)))
    #expect(image.palette[Int(image.pixels[0])].opacity == 0)
    #expect(image.palette[Int(image.pixels[99])].opacity == 1)
  }

  @Test func theHighestScoreOwnsAPlace() throws {
    let scores = [0.0, 1].map { corner in
      ScalarGrid(columns: 2, rows: 2, x: 0...1, y: 0...1) { x, _ in corner == 0 ? 0.3 : x }
    }
    let colors = [Palette.blue, Palette.vermillion]
    let (image, _) = try Self.image(RegionMark(scores: scores, colors: colors))
    for column in 0..<100 {
      #expect(image.pixels[column] == (Double(column) + 0.5 > 30 ? 1 : 0))
    }
  }
}
