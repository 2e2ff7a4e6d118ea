extension Graph {
  /// Whether no operation takes rows of the batch together: no sum, maximum or product over the
  /// batch, no table of rows, no number of rows, no reshaping across them.
  ///
  /// Row r of a result then depends on row r of the inputs alone, and a batch may be cut into blocks.
  public var isRowWise: Bool {
    nodes[inputCount...].allSatisfy { node in
      node.operation.keepsRowsApart(node.operands.map { nodes[$0].shape })
    }
  }
}

extension Operation {
  /// Whether the operation takes no rows of its operands together.
  fileprivate func keepsRowsApart(_ shapes: [[Int]]) -> Bool {
    switch self {
    case .sum(let axis), .maximum(let axis), .extent(let axis): return shapes[0][axis] >= 0
    case .product(let transposingLeft, _):
      let left = shapes[0]
      return left[left.count - (transposingLeft ? 2 : 1)] >= 0
    case .convolution(let convolution):
      return convolution.role != .kernel || !Extents.isBatched(shapes[0])
    case .gather: return !Extents.isBatched(shapes[0])
    case .scatter: return !Extents.isBatched(shapes[0])
    case .reshape(let target):
      guard let a = Operation.placeOfRows(shapes[0]), let b = Operation.placeOfRows(target) else {
        return true
      }
      return a == b || (a.before == 1 && b.before == 1)
    default: return true
    }
  }

  /// How many times the batch is repeated by the axes before it, and the multiple of its extent.
  private static func placeOfRows(_ shape: [Int]) -> (before: Int, multiple: Int)? {
    guard let axis = shape.firstIndex(where: { $0 < 0 }) else { return nil }
    return (shape[..<axis].reduce(1, *), shape[axis])
  }
}
