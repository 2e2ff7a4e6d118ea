extension TensorAlgebra {
  /// The sum over an axis, which disappears; a negative axis counts from the last.
  public func sum(over axis: Int) -> Self {
    let axis = resolved(axis)
    return Self.apply(.sum(axis: axis), to: [self]).removing(axis)
  }

  /// The sum of all elements, of shape `[]`.
  public func sum() -> Self {
    var result = self
    for axis in shape.indices { result = .apply(.sum(axis: axis), to: [result]) }
    return result.reshaped(to: [])
  }

  /// The mean over an axis, which disappears; a negative axis counts from the last.
  public func mean(over axis: Int) -> Self {
    sum(over: axis) / .apply(.extent(axis: resolved(axis)), to: [self])
  }

  /// The mean of all elements, of shape `[]`.
  public func mean() -> Self {
    var count = Self.constant(1)
    for axis in shape.indices { count = count * .apply(.extent(axis: axis), to: [self]) }
    return sum() / count
  }

  /// The maximum over an axis, which disappears; the derivative is shared among ties.
  public func maximum(over axis: Int) -> Self {
    let axis = resolved(axis)
    return Self.apply(.maximum(axis: axis), to: [self]).removing(axis)
  }

  /// log Σ exp over an axis, which disappears; no overflow, and an infinity where the largest element
  /// is one.
  public func logSumExp(over axis: Int) -> Self {
    let axis = resolved(axis)
    let largest = Self.apply(.maximum(axis: axis), to: [self]).detached()
    let isFinite = Self.isLess(largest.absolute(), .constant(.infinity))
    let peak = Self.select(isFinite, largest, .constant(0))
    let total = Self.apply(.sum(axis: axis), to: [(self - peak).exp()])
    return (total.log() + peak).removing(axis)
  }

  /// The same elements under another shape, in which ``Extents/rows`` stands for the batch.
  public func reshaped(to shape: [Int]) -> Self { .apply(.reshape(shape), to: [self]) }

  /// The axes in another order: axis i of the result is axis `order[i]`.
  public func permuted(_ order: [Int]) -> Self { .apply(.permute(order), to: [self]) }

  /// The transpose: the last two axes exchanged.
  public func transposed() -> Self {
    precondition(rank >= 2, "a tensor of shape \(Extents.describe(shape)) has no transpose")
    return permuted(Array(0..<rank - 2) + [rank - 1, rank - 2])
  }

  /// Part of an axis; a negative axis counts from the last.
  public func sliced(_ range: Range<Int>, along axis: Int) -> Self {
    .apply(
      .slice(axis: resolved(axis), lower: range.lowerBound, upper: range.upperBound), to: [self])
  }

  /// One component of every state: column `index` of the last axis, kept with extent 1.
  public func component(_ index: Int) -> Self { sliced(index..<index + 1, along: -1) }

  /// The tensors one after another along an axis; a negative axis counts from the last.
  public static func concatenate(_ parts: [Self], along axis: Int) -> Self {
    precondition(!parts.isEmpty, "nothing to concatenate")
    return apply(.concatenate(axis: parts[0].resolved(axis)), to: parts)
  }

  /// Zeros before and after along an axis; a negative axis counts from the last.
  public func padded(before: Int, after: Int, along axis: Int) -> Self {
    .apply(.pad(axis: resolved(axis), before: before, after: after), to: [self])
  }

  /// Rows of this table by number: shape `[n, ...]` and indices `[m]` give `[m, ...]`.
  ///
  /// Indices are rounded to whole numbers and kept within the table; NaN counts as 0.
  public func gathered(at indices: Self) -> Self { .apply(.gather, to: [self, indices]) }

  /// This value repeated to the shape of another.
  public func broadcast(like other: Self) -> Self { .apply(.broadcast, to: [self, other]) }

  private func removing(_ axis: Int) -> Self {
    var rest = shape
    rest.remove(at: axis)
    return reshaped(to: rest)
  }

  private func resolved(_ axis: Int) -> Int {
    let index = axis < 0 ? axis + rank : axis
    precondition(
      index >= 0 && index < rank, "no axis \(axis) in shape \(Extents.describe(shape))")
    return index
  }
}
