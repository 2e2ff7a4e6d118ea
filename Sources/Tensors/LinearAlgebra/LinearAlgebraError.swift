/// Why a matrix could not be factored or a system not be solved.
public enum LinearAlgebraError: Error, Equatable, Sendable {
  /// The matrix holds NaN or an infinity, first at this place.
  case notFinite(row: Int, column: Int)
  /// The matrix is exactly singular: no pivot is left for this column of the `size`.
  case singular(column: Int, size: Int)
  /// The leading block with this many rows is not positive definite.
  case notPositiveDefinite(leadingRows: Int, size: Int)
  /// The columns depend on each other: only `rank` of them count.
  case rankDeficient(rank: Int, columns: Int)
  /// The iteration inside the decomposition did not converge; `report` is LAPACK's `info`.
  case notConverged(Decomposition, report: Int, size: Int)

  /// A decomposition that is found by iteration.
  public enum Decomposition: Sendable {
    case singularValues
    case symmetricEigen
    case generalEigen
  }
}
