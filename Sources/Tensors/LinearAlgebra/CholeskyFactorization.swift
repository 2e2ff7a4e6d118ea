/// `A = L Lᵀ` of a symmetric positive definite matrix, L lower triangular.
///
/// Half the work of an LU factorization, and the test whether a symmetric matrix is positive
/// definite.
///
/// > Source: Golub & Van Loan, Matrix Computations, 4th ed. (2013), section 4.2; LAPACK's `potrf`.
public struct CholeskyFactorization<Element: Scalar>: Sendable {
  /// The number of rows, and of columns.
  public let size: Int
  /// L on and below the diagonal; above it A's elements, which are not read.
  private let factor: Tensor<Element>
  private let norm: Element

  /// Factors a matrix, of which the elements on and below the diagonal are read.
  ///
  /// - Parameter a: the matrix; shape `[n, n]`.
  /// - Throws: `LinearAlgebraError.notFinite` or `.notPositiveDefinite`.
  /// - Precondition: `a` is square.
  public init(_ a: Tensor<Element>) throws(LinearAlgebraError) {
    let n = a.squareExtent
    try a.requireFinite()
    var factor = a
    let report = factor.withMutableStart { Element.factorCholesky($0, size: n) }
    guard report.info == 0 else {
      throw .notPositiveDefinite(leadingRows: report.info, size: n)
    }
    size = n
    self.factor = factor
    norm = report.norm
  }

  /// The solution x of `A x = b`; shape `[n]`, or `[n, m]` for m systems side by side.
  ///
  /// - Precondition: `b` has n rows.
  public func solve(_ b: Tensor<Element>) -> Tensor<Element> {
    guard b.rank == 2 else { return b.vectorSolved(size: size) { solve(rows: $0, count: 1) } }
    var x = b.asColumns(rows: size)
    let columns = x.shape[1]
    factor.withStart { t in
      x.withMutableStart { x in
        for form in [
          TriangularForm(isLower: true), TriangularForm(isLower: true, isTransposed: true),
        ] { Element.solveTriangular(t, form, x, rows: size, columns: columns) }
      }
    }
    return x
  }

  /// Solves `A x = b` in place for `count` vectors that lie one after the other: rows of a batch.
  ///
  /// Nothing is allocated. A solution's last digits may depend on `count`: BLAS solves one vector
  /// in another order than several.
  ///
  /// - Parameters:
  ///   - rows: the right-hand sides, which become the solutions; shape `[count, n]`.
  ///   - count: the number of vectors.
  public func solve(rows: UnsafeMutablePointer<Element>, count: Int) {
    factor.withStart { Element.solveCholesky($0, size: size, rows, count: count) }
  }

  /// L: lower triangular with a positive diagonal; shape `[n, n]`.
  public var lower: Tensor<Element> { factor.lowerTriangle() }

  /// The determinant; 0 or infinite when it leaves the range of numbers.
  public var determinant: Element {
    let diagonal = factor.diagonal
    return productInRange(Tensor(concatenating: [diagonal, diagonal]))
  }

  /// The natural logarithm of the determinant.
  public var logDeterminant: Element { 2 * factor.diagonal.log().sum() }

  /// The inverse matrix.
  ///
  /// To solve a system, ``solve(_:)`` is faster and more accurate.
  public func inverse() -> Tensor<Element> { solve(.identity(size)) }

  /// An estimate of `1 / (|A| |inverse of A|)` in the 1-norm, from 0 (singular) to 1.
  public var reciprocalCondition: Element {
    factor.withStart { Element.reciprocalConditionCholesky($0, size: size, norm: norm) }
  }
}
