extension LinearAlgebraError: CustomStringConvertible {
  /// One sentence: what was found, and a way out.
  public var description: String {
    switch self {
    case .notFinite(let row, let column):
      "the matrix is not finite: see row \(row), column \(column)"
    case .singular(let column, let size):
      "the \(size) x \(size) matrix is singular: no pivot for column \(column); "
        + "a singular value decomposition gives the solution of least norm"
    case .notPositiveDefinite(let leadingRows, let size):
      "the \(size) x \(size) matrix is not positive definite: "
        + "its leading \(leadingRows) x \(leadingRows) block is not; "
        + "add to the diagonal, or use an LU factorization"
    case .rankDeficient(let rank, let columns):
      "only \(rank) of \(columns) columns are independent; "
        + "a singular value decomposition gives the solution of least norm"
    case .notConverged(let decomposition, let report, let size):
      "the iteration for the \(decomposition.name) of a matrix with \(size) columns "
        + "did not converge (LAPACK reports \(report)); scale the matrix"
    }
  }
}

extension LinearAlgebraError.Decomposition {
  var name: String {
    switch self {
    case .singularValues: "singular values"
    case .symmetricEigen, .generalEigen: "eigenvalues"
    }
  }
}
