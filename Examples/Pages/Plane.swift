import FlowLearn

/// A rectangle of the plane with an even grid of points, on which a figure samples whole batches.
struct Plane: Sendable {
  /// The range of the first coordinate.
  let x: ClosedRange<Double>
  /// The range of the second coordinate.
  let y: ClosedRange<Double>
  /// The points along each side.
  let side: Int

  /// The points, row by row from the lowest; shape `[side², 2]`.
  var points: Tensor<Double> {
    let across = Tensor.linear(from: x.lowerBound, through: x.upperBound, count: side).elements
    let up = Tensor.linear(from: y.lowerBound, through: y.upperBound, count: side).elements
    return Tensor(up.flatMap { b in across.flatMap { a in [a, b] } }, shape: [side * side, 2])
  }

  /// One number at each point as a figure draws it.
  func grid(_ values: [Double]) -> ScalarGrid {
    ScalarGrid(values: values, columns: side, rows: side, x: x, y: y)
  }
}

extension Panel {
  /// The panel with the rows of a matrix of two columns or more as points, coloured by class.
  func scatter(
    _ points: Tensor<Double>, classes: [Int], names: [String] = [],
    style: PointStyle = PointStyle(marker: .circle, size: 2.6, opacity: 0.7)
  ) -> Panel {
    scatter(
      x: points.column(0).elements, y: points.column(1).elements, classes: classes, names: names,
      style: style)
  }
}
