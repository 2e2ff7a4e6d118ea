extension Operation {
  /// The shape of the result for operands of the given shapes.
  ///
  /// - Precondition: the operation is defined for these shapes; the message prints them.
  func shape(_ operands: [[Int]]) -> [Int] {
    precondition(
      arity == nil || arity == operands.count,
      "\(self) takes \(arity ?? 0) operands, not \(operands.count)")
    switch self {
    case .input(let shape): return shape
    case .constant(let constant): return constant.shape
    case .unary, .detach: return operands[0]
    case .binary, .ternary: return Extents.broadcast(operands)
    case .product(let left, let right):
      return Operation.productShape(operands[0], operands[1], left, right)
    case .sum(let axis), .maximum(let axis):
      return Operation.replacing(axis, of: operands[0]) { _ in 1 }
    case .extent(let axis):
      precondition(
        operands[0].indices.contains(axis), "no axis \(axis) in \(Extents.describe(operands[0]))")
      return []
    case .broadcast: return Operation.broadcastShape(operands[0], to: operands[1])
    case .reshape(let shape): return Operation.reshapedShape(operands[0], to: shape)
    case .permute(let order): return Operation.permutedShape(operands[0], order)
    case .slice(let axis, let lower, let upper):
      return Operation.replacing(axis, of: operands[0]) { extent in
        precondition(
          0 <= lower && lower <= upper && upper <= extent,
          "slice \(lower)..<\(upper) of axis \(axis) of \(Extents.describe(operands[0]))")
        return upper - lower
      }
    case .pad(let axis, let before, let after):
      return Operation.replacing(axis, of: operands[0]) { extent in
        precondition(extent >= 0, "the batch axis cannot be padded")
        precondition(before >= 0 && after >= 0, "padding by \(before) and \(after)")
        return before + extent + after
      }
    case .concatenate(let axis): return Operation.concatenatedShape(operands, axis)
    case .gather: return Operation.gatheredShape(table: operands[0], indices: operands[1])
    case .scatter:
      let values = Operation.gatheredShape(table: operands[2], indices: operands[1])
      precondition(
        operands[0] == values,
        "rows of shape \(Extents.describe(operands[0])) added to a table, not "
          + Extents.describe(values))
      return operands[2]
    case .convolution(let convolution): return convolution.shape(operands[0], operands[1])
    }
  }

  private static func replacing(
    _ axis: Int, of shape: [Int], with extent: (Int) -> Int
  ) -> [Int] {
    precondition(shape.indices.contains(axis), "no axis \(axis) in \(Extents.describe(shape))")
    var result = shape
    result[axis] = extent(shape[axis])
    return result
  }

  private static func productShape(
    _ a: [Int], _ b: [Int], _ transposingLeft: Bool, _ transposingRight: Bool
  ) -> [Int] {
    let text = "\(Extents.describe(a)) and \(Extents.describe(b))"
    precondition(
      (a.count == 2 && b.count == 2) || (a.count == 3 && b.count == 3 && a[0] == b[0]),
      "no matrix product of \(text)")
    let rank = a.count
    let (m, k) = transposingLeft ? (a[rank - 1], a[rank - 2]) : (a[rank - 2], a[rank - 1])
    let (l, n) = transposingRight ? (b[rank - 1], b[rank - 2]) : (b[rank - 2], b[rank - 1])
    precondition(k == l, "inner extents differ in the matrix product of \(text)")
    precondition(m >= 0 || n >= 0, "the matrix product of \(text) has two batch axes")
    return Array(a.dropLast(2)) + [m, n]
  }

  private static func gatheredShape(table: [Int], indices: [Int]) -> [Int] {
    precondition(
      indices.count == 1 && table.first.map { $0 != 0 } == true,
      "no rows of a table \(Extents.describe(table)) by numbers \(Extents.describe(indices))")
    let shape = indices + table.dropFirst()
    precondition(
      shape.count { $0 < 0 } <= 1, "shape \(Extents.describe(shape)) has two batch axes")
    return shape
  }

  private static func broadcastShape(_ shape: [Int], to target: [Int]) -> [Int] {
    precondition(
      Extents.broadcast([shape, target]) == target,
      "\(Extents.describe(shape)) does not broadcast to \(Extents.describe(target))")
    return target
  }

  private static func reshapedShape(_ shape: [Int], to target: [Int]) -> [Int] {
    precondition(
      Extents.count(shape) == Extents.count(target),
      "\(Extents.describe(shape)) cannot be reshaped to \(Extents.describe(target))")
    return target
  }

  private static func permutedShape(_ shape: [Int], _ order: [Int]) -> [Int] {
    precondition(
      order.sorted() == Array(shape.indices),
      "\(order) is no order of the axes of \(Extents.describe(shape))")
    return order.map { shape[$0] }
  }

  private static func concatenatedShape(_ shapes: [[Int]], _ axis: Int) -> [Int] {
    precondition(!shapes.isEmpty, "nothing to concatenate")
    let text = shapes.map(Extents.describe).joined(separator: " and ")
    var result = shapes[0]
    precondition(result.indices.contains(axis), "no axis \(axis) in \(Extents.describe(result))")
    for shape in shapes.dropFirst() {
      var rest = shape
      precondition(shape.count == result.count, "ranks differ in concatenation of \(text)")
      precondition(shape[axis] >= 0 && result[axis] >= 0, "the batch axis cannot be concatenated")
      rest[axis] = result[axis]
      precondition(rest == result, "extents differ in concatenation of \(text)")
      result[axis] += shape[axis]
    }
    return result
  }
}
