/// How values lie in a program's memory: row-major, but for the batch, which comes last.
///
/// A state `[rows, n]` is stored as `[n, rows]`: a component of all rows is one contiguous line, so
/// that rows are the lanes of vector instructions whatever the number of components, and what rows
/// share (a weight, a bias) is one number broadcast to them. Values without a batch axis are
/// row-major.
enum StorageOrder {
  /// The axes of a shape from the slowest to the fastest.
  static func axes(_ shape: [Int]) -> [Int] {
    let batch = shape.firstIndex { $0 < 0 }
    return shape.indices.filter { $0 != batch } + (batch.map { [$0] } ?? [])
  }

  /// A shape's extents from the slowest axis to the fastest.
  static func extents(_ shape: [Int]) -> [Int] { axes(shape).map { shape[$0] } }

  /// The distance between neighbours along each axis; negative numbers are multiples of the rows.
  static func strides(_ shape: [Int]) -> [Int] {
    var strides = shape
    var stride = 1
    for axis in axes(shape).reversed() {
      strides[axis] = stride
      stride *= shape[axis]
    }
    return strides
  }

  /// The shape cut at its batch axis: the elements before it, its extent, the elements behind it;
  /// nil without one.
  static func cut(_ shape: [Int]) -> (before: Int, batch: Int, behind: Int)? {
    guard let axis = shape.firstIndex(where: { $0 < 0 }) else { return nil }
    return (shape[..<axis].reduce(1, *), shape[axis], shape[(axis + 1)...].reduce(1, *))
  }

  /// Whether two shapes of the same elements store them in the same order.
  static func agrees(_ a: [Int], _ b: [Int]) -> Bool {
    guard let cutA = cut(a), let cutB = cut(b) else { return true }
    return cutA == cutB || (isRowMajor(a) && isRowMajor(b))
  }

  /// Whether a shape's elements are stored row-major.
  static func isRowMajor(_ shape: [Int]) -> Bool { (cut(shape)?.behind ?? 1) == 1 }
}
