extension TensorAlgebra {
  /// The matrix product: `[..., m, k] • [k, n]`, or of two stacks `[b, m, k] • [b, k, n]`.
  ///
  /// - Precondition: the inner extents are equal.
  public static func • (a: Self, b: Self) -> Self { product(a, b) }

  /// The matrix product of two matrices or two stacks, each transposed or not.
  ///
  /// A stack on the left of one matrix is taken as one tall matrix.
  public static func product(
    _ a: Self, _ b: Self, transposingLeft: Bool = false, transposingRight: Bool = false
  ) -> Self {
    guard a.rank > 2, b.rank == 2, !transposingLeft else {
      return apply(
        .product(transposingLeft: transposingLeft, transposingRight: transposingRight), to: [a, b])
    }
    let rows = Array(a.shape.dropLast())
    let tall = a.reshaped(to: [Extents.count(rows), a.shape[a.rank - 1]])
    let result = product(tall, b, transposingRight: transposingRight)
    return result.reshaped(to: rows + [result.shape[1]])
  }

  /// The inner product of the rows of two batches: Σ over the last axis, which disappears.
  public static func dot(_ a: Self, _ b: Self) -> Self { (a * b).sum(over: -1) }
}
