extension Tensor {
  /// The matrix with rows and columns exchanged; shape `[columns, rows]`.
  ///
  /// - Precondition: the tensor is a matrix.
  public func transposed() -> Tensor {
    precondition(rank == 2, "a matrix has 2 axes, but the shape is \(shape)")
    return permuted(axes: [1, 0])
  }

  /// The tensor with its axes in another order: axis `i` of the result is `axes[i]` of this one.
  ///
  /// - Precondition: `axes` holds each axis once.
  public func permuted(axes: [Int]) -> Tensor {
    precondition(
      axes.sorted() == Array(shape.indices), "\(axes) is no order of the axes of shape \(shape)")
    let strides = rowMajorStrides(of: shape)
    let permutedShape = axes.map { shape[$0] }
    guard count > 1 else { return reshaped(to: permutedShape) }
    return Tensor(filling: permutedShape) { y in
      withStart {
        copyElements(
          of: permutedShape, from: $0, strides: axes.map { strides[$0] }, to: y,
          strides: rowMajorStrides(of: permutedShape))
      }
    }
  }

  /// The same elements with a new axis of extent 1: `[3, 4]` becomes `[3, 1, 4]` for axis 1.
  ///
  /// It lets a reduction meet what it was reduced from: `x - x.mean(over: 1).insertingAxis(at: 1)`.
  public func insertingAxis(at axis: Int) -> Tensor {
    precondition((0...rank).contains(axis), "no place for an axis \(axis) in shape \(shape)")
    var wider = shape
    wider.insert(1, at: axis)
    return reshaped(to: wider)
  }
}
