/// `A = V diag(values) Vᵀ` of a symmetric matrix.
///
/// > Source: Golub & Van Loan, Matrix Computations, 4th ed. (2013), section 8.4; LAPACK's `syevd`.
public struct SymmetricEigen<Element: Scalar>: Sendable {
  /// The eigenvalues, ascending; shape `[n]`.
  public let values: Tensor<Element>
  /// V, orthogonal: column i is the eigenvector of value i; shape `[n, n]`.
  public let vectors: Tensor<Element>

  /// Decomposes a matrix, of which the elements on and below the diagonal are read.
  ///
  /// - Parameter a: the matrix; shape `[n, n]`.
  /// - Throws: `LinearAlgebraError.notFinite` or `.notConverged`.
  /// - Precondition: `a` is square.
  public init(_ a: Tensor<Element>) throws(LinearAlgebraError) {
    let n = a.squareExtent
    try a.requireFinite()
    var work = a
    var values = Tensor<Element>.zeros([n])
    let report = work.withMutableStart { a in
      values.withMutableStart { Element.symmetricEigen(a, size: n, values: $0) }
    }
    guard report.info == 0 else {
      throw .notConverged(.symmetricEigen, report: report.info, size: n)
    }
    self.values = values
    vectors = work.transposed()
  }
}
