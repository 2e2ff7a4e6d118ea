extension Scalar {
  /// Copies a matrix between places with any strides:
  /// `y[i * to.row + j * to.column] = x[i * from.row + j * from.column]`.
  ///
  /// - Parameters:
  ///   - rows: the number of rows, i.
  ///   - columns: the number of columns, j.
  ///   - x: the matrix.
  ///   - from: the distances of its rows and of its columns.
  ///   - y: receives the copy; does not overlap `x`.
  ///   - to: the distances of the copy's rows and columns.
  package static func copyMatrix(
    rows: Int, columns: Int, _ x: UnsafePointer<Self>, from: (row: Int, column: Int),
    into y: UnsafeMutablePointer<Self>, to: (row: Int, column: Int)
  ) {
    guard rows > 0 && columns > 0 else { return }
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 6) { numbers in
      (numbers[0], numbers[1]) = (rows, columns)
      (numbers[2], numbers[3]) = from
      (numbers[4], numbers[5]) = to
      guard let base = numbers.baseAddress else { return }
      copy(
        extents: UnsafeBufferPointer(start: base, count: 2), x, strides: base + 2, to: y,
        strides: base + 4, accumulating: false)
    }
  }

  /// Computes `y[j, i] = x[i, j]`; x is `[rows, columns]`, both contiguous, not overlapping.
  package static func transpose(
    _ x: UnsafePointer<Self>, rows: Int, columns: Int, to y: UnsafeMutablePointer<Self>
  ) {
    if rows == 1 || columns == 1 { return y.update(from: x, count: rows * columns) }
    copyMatrix(rows: rows, columns: columns, x, from: (columns, 1), into: y, to: (1, rows))
  }
}
