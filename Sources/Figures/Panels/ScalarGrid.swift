/// A function of two variables sampled on an even grid that includes the edges of a rectangle.
public struct ScalarGrid: Sendable, Equatable {
  /// Samples along `x`; at least 2.
  public let columns: Int
  /// Samples along `y`; at least 2.
  public let rows: Int
  /// The range of `x`, from the first column to the last.
  public let x: ClosedRange<Double>
  /// The range of `y`, from the first row to the last.
  public let y: ClosedRange<Double>
  /// The samples, row by row from the lowest `y`; shape `[rows, columns]`.
  public let values: [Double]

  /// A grid from its samples.
  ///
  /// - Parameters:
  ///   - values: the samples, row by row from the lowest `y`; shape `[rows, columns]`.
  ///   - columns: samples along `x`.
  ///   - rows: samples along `y`.
  ///   - x: the places of the first and the last column.
  ///   - y: the places of the first and the last row.
  /// - Precondition: there are at least 2 columns and rows, `columns * rows` values, and both ranges
  ///   have a length.
  public init(
    values: [Double], columns: Int, rows: Int, x: ClosedRange<Double>, y: ClosedRange<Double>
  ) {
    precondition(
      columns >= 2 && rows >= 2, "a grid of \(columns) columns and \(rows) rows is not 2 by 2")
    precondition(
      values.count == columns * rows,
      "a grid of \(columns) by \(rows) cannot have \(values.count) values")
    precondition(
      x.lowerBound < x.upperBound && y.lowerBound < y.upperBound,
      "the ranges \(x) and \(y) need a length")
    self.values = values
    self.columns = columns
    self.rows = rows
    self.x = x
    self.y = y
  }

  /// A grid that samples a function.
  ///
  /// - Parameters:
  ///   - columns: samples along `x`; at least 2.
  ///   - rows: samples along `y`; at least 2.
  ///   - x: the range of the first variable.
  ///   - y: the range of the second variable.
  ///   - function: called with `(x, y)` at each node, row by row.
  public init(
    columns: Int = 81, rows: Int = 81, x: ClosedRange<Double>, y: ClosedRange<Double>,
    sampling function: (Double, Double) -> Double
  ) {
    let across = ScalarGrid.nodes(columns, x)
    let up = ScalarGrid.nodes(rows, y)
    let values = up.flatMap { b in across.map { a in function(a, b) } }
    self.init(values: values, columns: columns, rows: rows, x: x, y: y)
  }

  /// The places of the columns.
  public var xNodes: [Double] { Self.nodes(columns, x) }

  /// The places of the rows.
  public var yNodes: [Double] { Self.nodes(rows, y) }

  /// The nodes of an even grid over a range, its ends included exactly.
  static func nodes(_ count: Int, _ range: ClosedRange<Double>) -> [Double] {
    (0..<count).map { index in
      let share = Double(index) / Double(max(1, count - 1))
      return range.lowerBound * (1 - share) + range.upperBound * share
    }
  }

  /// The value between the nodes, linear along each axis; nothing outside the grid.
  func value(_ x: Double, _ y: Double) -> Double? {
    let width = self.x.upperBound - self.x.lowerBound
    let height = self.y.upperBound - self.y.lowerBound
    return value(
      column: (x - self.x.lowerBound) / width * Double(columns - 1),
      row: (y - self.y.lowerBound) / height * Double(rows - 1))
  }

  /// The value between the nodes at a place counted in columns and rows; nothing outside the grid.
  func value(column: Double, row: Double) -> Double? {
    guard column >= 0, row >= 0, column <= Double(columns - 1), row <= Double(rows - 1) else {
      return nil
    }
    let i = min(Int(column), columns - 2)
    let j = min(Int(row), rows - 2)
    let a = column - Double(i)
    let b = row - Double(j)
    let corner = j * columns + i
    let below = values[corner] * (1 - a) + values[corner + 1] * a
    let above = values[corner + columns] * (1 - a) + values[corner + columns + 1] * a
    return below * (1 - b) + above * b
  }
}

/// A plane vector field sampled on an even grid.
public struct VectorGrid: Sendable, Equatable {
  /// The component along `x`.
  public let u: ScalarGrid
  /// The component along `y`.
  public let v: ScalarGrid

  /// A field from its components.
  ///
  /// - Precondition: both components lie on the same grid.
  public init(u: ScalarGrid, v: ScalarGrid) {
    precondition(
      u.columns == v.columns && u.rows == v.rows && u.x == v.x && u.y == v.y,
      "u lies on \(u.columns) by \(u.rows) nodes over \(u.x), \(u.y), v on \(v.columns) by "
        + "\(v.rows) over \(v.x), \(v.y)")
    self.u = u
    self.v = v
  }

  /// A grid that samples a field.
  ///
  /// - Parameters:
  ///   - columns: samples along `x`; at least 2.
  ///   - rows: samples along `y`; at least 2.
  ///   - x: the range of the first variable.
  ///   - y: the range of the second variable.
  ///   - field: called with `(x, y)` at each node, row by row; returns both components.
  public init(
    columns: Int = 41, rows: Int = 41, x: ClosedRange<Double>, y: ClosedRange<Double>,
    sampling field: (Double, Double) -> (Double, Double)
  ) {
    var second: [Double] = []
    second.reserveCapacity(columns * rows)
    u = ScalarGrid(columns: columns, rows: rows, x: x, y: y) { a, b in
      let (first, other) = field(a, b)
      second.append(other)
      return first
    }
    v = ScalarGrid(values: second, columns: columns, rows: rows, x: x, y: y)
  }
}
