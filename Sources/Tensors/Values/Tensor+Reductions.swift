extension Tensor {
  /// The sum of all elements.
  ///
  /// The order of the additions depends on the number of elements only.
  public func sum() -> Element {
    reshaped(to: [1, count]).reduced(over: 1) { outer, count, inner, x, y in
      Element.sum(outer: outer, count: count, inner: inner, x, to: y, accumulating: false)
    }[0]
  }

  /// The sums along one axis, counted from the last when negative; the shape without that axis.
  public func sum(over axis: Int) -> Tensor {
    reduced(over: axis) { outer, count, inner, x, y in
      Element.sum(outer: outer, count: count, inner: inner, x, to: y, accumulating: false)
    }
  }

  /// The mean of all elements; NaN when there are none.
  public func mean() -> Element { sum() / Element(count) }

  /// The means along one axis, counted from the last when negative; the shape without that axis.
  public func mean(over axis: Int) -> Tensor {
    sum(over: axis) / Element(shape[place(ofAxis: axis)])
  }

  /// The greatest element.
  ///
  /// - Precondition: there is one.
  public func maximum() -> Element { reshaped(to: [1, count]).maximum(over: 1)[0] }

  /// The greatest elements along one axis, counted from the last when negative; the shape without that axis.
  ///
  /// - Precondition: the axis is not empty.
  public func maximum(over axis: Int) -> Tensor {
    precondition(
      shape[place(ofAxis: axis)] > 0, "no maximum along the empty axis \(axis) of shape \(shape)")
    return reduced(over: axis) { outer, count, inner, x, y in
      Element.maximum(outer: outer, count: count, inner: inner, x, to: y)
    }
  }

  /// The least element.
  ///
  /// - Precondition: there is one.
  public func minimum() -> Element { -map(.negate).maximum() }

  /// The least elements along one axis, counted from the last when negative; the shape without that axis.
  ///
  /// - Precondition: the axis is not empty.
  public func minimum(over axis: Int) -> Tensor { -map(.negate).maximum(over: axis) }

  /// The column of each row's greatest element, the first when several are equal.
  ///
  /// A row that holds NaN gives the column of its first NaN. Shape `[rows, columns]`.
  ///
  /// - Precondition: the tensor is a matrix with at least one column.
  public func columnsOfRowMaxima() -> [Int] {
    let (rows, columns) = matrixExtents
    precondition(columns > 0, "rows of shape \(shape) have no greatest element")
    return withStart { x in
      (0..<rows).map { Element.indexOfMaximum(x + $0 * columns, count: columns) }
    }
  }

  /// The sum of the products of two tensors' elements.
  ///
  /// - Precondition: the shapes are equal.
  public func dot(_ other: Tensor) -> Element {
    precondition(other.shape == shape, "no dot product of shapes \(shape) and \(other.shape)")
    return withStart { x in other.withStart { Element.dot(x, $0, count: count) } }
  }

  /// The square root of the sum of all squares, safe from overflow.
  public var norm: Element {
    withStart { Element.norm($0, count: count) }
  }

  func extent(of axis: Int) -> Int {
    precondition(shape.indices.contains(axis), "shape \(shape) has no axis \(axis)")
    return shape[axis]
  }

  /// The number of an axis that counts from the first, or, when negative, from the last.
  private func place(ofAxis axis: Int) -> Int {
    let place = axis < 0 ? axis + rank : axis
    precondition(shape.indices.contains(place), "shape \(shape) has no axis \(axis)")
    return place
  }

  private func reduced(
    over axis: Int,
    _ body: (
      _ outer: Int, _ count: Int, _ inner: Int, UnsafePointer<Element>,
      UnsafeMutablePointer<Element>
    ) -> Void
  ) -> Tensor {
    let axis = place(ofAxis: axis)
    let count = shape[axis]
    let outer = shape[..<axis].reduce(1, *)
    let inner = shape[(axis + 1)...].reduce(1, *)
    var reducedShape = shape
    reducedShape.remove(at: axis)
    return Tensor(filling: reducedShape) { y in
      withStart { body(outer, count, inner, $0, y) }
    }
  }
}
