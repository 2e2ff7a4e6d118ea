package import Tensors

extension Scalar {
  /// Computes `y[j, i] = x[i, j]`; x is `[rows, columns]`, both contiguous, not overlapping.
  package static func transpose(
    _ x: UnsafePointer<Self>, rows: Int, columns: Int, to y: UnsafeMutablePointer<Self>
  ) {
    if rows == 1 || columns == 1 { return y.update(from: x, count: rows * columns) }
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 6) { numbers in
      for (place, number) in [rows, columns, columns, 1, 1, rows].enumerated() {
        numbers[place] = number
      }
      guard let base = numbers.baseAddress else { return }
      copy(
        extents: UnsafeBufferPointer(start: base, count: 2), x, strides: base + 2, to: y,
        strides: base + 4, accumulating: false)
    }
  }
}
