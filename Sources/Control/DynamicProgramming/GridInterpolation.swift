/// How a function on a grid is continued between the nodes.
public enum GridInterpolation: Sendable, Hashable {
  /// Linear between neighbours, in each variable: monotone, of second order.
  case linear
  /// Cubic through the four nearest nodes, in each variable: of fourth order, exact for cubics.
  case cubic

  /// The nodes along each axis.
  var width: Int { self == .linear ? 2 : 4 }
}

/// The nodes along one axis that a place depends on, with their weights in the value and in the slope.
struct AxisStencil {
  var first = 0
  var width = 1
  var stride = 0
  var weights = SIMD4<Double>(1, 0, 0, 0)
  var slopes = SIMD4<Double>.zero

  /// An axis that a grid does not have.
  init() {}

  /// The stencil of a place; outside of the side the nearest cell's polynomial goes on for one cell, and
  /// stays from there.
  init(_ axis: StateGrid.Axis, stride: Int, _ x: Double, _ interpolation: GridInterpolation) {
    self.stride = stride
    width = interpolation.width
    let position = (x - axis.range.lowerBound) / axis.spacing
    let last = Double(axis.count - 1)
    let inside = position > -1 ? min(position, last + 1) : -1
    let below = Int(inside.rounded(.down))
    switch interpolation {
    case .linear:
      first = min(max(below, 0), axis.count - 2)
      let u = inside - Double(first)
      weights = SIMD4(1 - u, u, 0, 0)
      slopes = SIMD4(-1, 1, 0, 0) / axis.spacing
    case .cubic:
      first = min(max(below - 1, 0), axis.count - 4)
      let u = inside - Double(first)
      let (a, b, c) = (u - 1, u - 2, u - 3)
      weights = SIMD4(-a * b * c / 6, u * b * c / 2, -u * a * c / 2, u * a * b / 6)
      slopes =
        SIMD4(
          -(3 * u * u - 12 * u + 11) / 6, (3 * u * u - 10 * u + 6) / 2,
          -(3 * u * u - 8 * u + 3) / 2, (3 * u * u - 6 * u + 2) / 6) / axis.spacing
    }
  }
}

/// Interpolates functions on a grid.
struct GridInterpolator {
  let grid: StateGrid
  let interpolation: GridInterpolation
  private let strides: [Int]

  init(_ grid: StateGrid, _ interpolation: GridInterpolation) {
    self.grid = grid
    self.interpolation = interpolation
    strides = (0..<grid.dimension).map(grid.stride)
  }

  /// The value at a place.
  func value(_ values: UnsafePointer<Double>, at x: UnsafePointer<Double>) -> Double {
    GridInterpolator.sum(values, stencil(0, x), stencil(1, x), stencil(2, x))
  }

  /// The slope along an axis at a place.
  func slope(
    _ values: UnsafePointer<Double>, along axis: Int, at x: UnsafePointer<Double>
  ) -> Double {
    func turned(_ index: Int) -> AxisStencil {
      var stencil = stencil(index, x)
      if index == axis { stencil.weights = stencil.slopes }
      return stencil
    }
    return GridInterpolator.sum(values, turned(0), turned(1), turned(2))
  }

  private func stencil(_ axis: Int, _ x: UnsafePointer<Double>) -> AxisStencil {
    axis < grid.dimension
      ? AxisStencil(grid.axes[axis], stride: strides[axis], x[axis], interpolation)
      : AxisStencil()
  }

  private static func sum(
    _ values: UnsafePointer<Double>, _ a: AxisStencil, _ b: AxisStencil, _ c: AxisStencil
  ) -> Double {
    let start = values + a.first * a.stride + b.first * b.stride + c.first * c.stride
    var total = 0.0
    for i in 0..<a.width {
      for j in 0..<b.width {
        let weight = a.weights[i] * b.weights[j]
        let row = start + i * a.stride + j * b.stride
        for k in 0..<c.width { total += weight * c.weights[k] * row[k * c.stride] }
      }
    }
    return total
  }
}
