extension Tensor {
  /// The elements of one index of the first axis; the shape without that axis.
  public func row(_ index: Int) -> Tensor {
    rows(index..<index + 1).reshaped(to: Array(shape.dropFirst()))
  }

  /// The rows of a range, along the first axis.
  ///
  /// - Precondition: the range lies within the first axis.
  public func rows(_ range: Range<Int>) -> Tensor {
    let (rows, width) = rowExtents
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows,
      "rows \(range) out of bounds of shape \(shape)")
    return Tensor(filling: [range.count] + shape.dropFirst()) { y in
      withStart {
        y.initialize(from: $0 + range.lowerBound * width, count: range.count * width)
      }
    }
  }

  /// The rows with the given indices, in that order; an index may repeat.
  ///
  /// - Precondition: each index lies within the first axis.
  public func rows(at indices: [Int]) -> Tensor {
    let (rows, width) = rowExtents
    return Tensor(filling: [indices.count] + shape.dropFirst()) { y in
      withStart { x in
        for (place, index) in indices.enumerated() {
          precondition(index >= 0 && index < rows, "row \(index) out of bounds of shape \(shape)")
          (y + place * width).initialize(from: x + index * width, count: width)
        }
      }
    }
  }

  /// Replaces the rows from `start` on by another tensor's rows.
  ///
  /// - Precondition: the rows have the same shape and all find their place.
  public mutating func replaceRows(from start: Int, with other: Tensor) {
    let (rows, width) = rowExtents
    precondition(
      other.rank == rank && other.shape.dropFirst() == shape.dropFirst() && start >= 0
        && start + other.shape[0] <= rows,
      "rows of shape \(other.shape) have no place at row \(start) of shape \(shape)")
    other.withStart { x in
      withMutableStart { ($0 + start * width).update(from: x, count: other.count) }
    }
  }

  /// One column of a matrix; shape `[rows]`.
  ///
  /// - Precondition: the tensor is a matrix that has the column.
  public func column(_ index: Int) -> Tensor {
    columns(index..<index + 1).reshaped(to: [shape[0]])
  }

  /// The columns of a range: indices of the last axis.
  ///
  /// - Precondition: the range lies within the last axis.
  public func columns(_ range: Range<Int>) -> Tensor {
    let width = extent(of: rank - 1)
    precondition(
      range.lowerBound >= 0 && range.upperBound <= width,
      "columns \(range) out of bounds of shape \(shape)")
    let outer = shape.dropLast().reduce(1, *)
    return Tensor(filling: shape.dropLast() + [range.count]) { y in
      withStart {
        copyElements(
          of: [outer, range.count], from: $0 + range.lowerBound, strides: [width, 1], to: y,
          strides: [range.count, 1])
      }
    }
  }

  /// The number of rows, and the elements that each holds.
  private var rowExtents: (rows: Int, width: Int) {
    precondition(rank >= 1, "a tensor of shape [] has no rows")
    return (shape[0], shape.dropFirst().reduce(1, *))
  }
}
