import Tensors
import Testing

@testable import Control

@Suite struct GridInterpolationTests {
  private static let axes: [StateGrid.Axis] = [
    .init(-1...2, count: 7), .init(0...1, count: 4), .init(-3 ... -1, count: 5),
  ]

  /// A polynomial of degree `degree` in each variable, and its slope along one.
  private static func polynomial(_ x: [Double], degree: Int, slope: Int? = nil) -> Double {
    x.enumerated().reduce(1) { product, part in
      let (axis, x) = part
      let (a, b) = (0.3 + Double(axis), 0.7 - Double(axis) / 4)
      let cube = degree == 3 ? 1.0 : 0
      return product
        * (slope == axis
          ? a + 2 * b * x * cube + 3 * x * x * cube
          : 1 + a * x + cube * (b * x * x + x * x * x))
    }
  }

  /// Inside and up to one cell outside, polynomials of the interpolation's degree are exact, and so are
  /// their slopes.
  @Test(arguments: [1, 2, 3], [GridInterpolation.linear, .cubic])
  func polynomialsAreExact(dimension: Int, _ interpolation: GridInterpolation) {
    let degree = interpolation == .linear ? 1 : 3
    let grid = StateGrid(Array(Self.axes.prefix(dimension)))
    let points = grid.points
    let values = (0..<grid.count).map { node in
      Self.polynomial(points.row(node).elements, degree: degree)
    }
    let interpolator = GridInterpolator(grid, interpolation)
    var stream = RandomStream(seed: 6)
    for _ in 0..<50 {
      let x = grid.axes.map { axis in
        stream.uniform(
          in: axis.range.lowerBound - axis.spacing..<axis.range.upperBound + axis.spacing)
      }
      let known = Self.polynomial(x, degree: degree)
      #expect(abs(interpolator.value(values, at: x) - known) < 4e-13 * max(abs(known), 10))
      for axis in 0..<dimension {
        let slope = Self.polynomial(x, degree: degree, slope: axis)
        let found = interpolator.slope(values, along: axis, at: x)
        #expect(abs(found - slope) < 2e-11 * max(abs(slope), 10), "\(found) \(slope)")
      }
    }
  }

  /// The nodes run last component fastest, the ends among them.
  @Test func nodesAreInOrder() {
    let grid = StateGrid(Array(Self.axes.prefix(2)))
    #expect(grid.count == 28 && grid.points.row(1).elements == [-1, 1.0 / 3])
    #expect(grid.points.row(27).elements == [2, 1])
    #expect(grid.indices(of: 9) == [2, 1])
  }
}
