/// `P A = L U` of a square matrix by Gaussian elimination with partial pivoting.
///
/// Factors once, `2/3 n³` operations; solves often, `2 n²` each.
///
/// ```swift
/// let lu = try LUFactorization(a)
/// let x = lu.solve(b)
/// ```
///
/// > Source: Golub & Van Loan, Matrix Computations, 4th ed. (2013), section 3.4; LAPACK's `getrf`.
public struct LUFactorization<Element: Scalar>: Sendable {
  /// The number of rows, and of columns.
  public let size: Int
  /// L below the diagonal and U on and above it, column by column.
  private let factors: Tensor<Element>
  /// Row `i` was exchanged with row `pivots[i] - 1`, in this order.
  private let pivots: [Int32]
  private let norm: Element

  /// Factors a matrix.
  ///
  /// - Parameter a: the matrix; shape `[n, n]`.
  /// - Throws: `LinearAlgebraError.notFinite` or `.singular`, when a pivot is exactly zero. A matrix
  ///   near to a singular one is factored: ask ``reciprocalCondition``.
  /// - Precondition: `a` is square.
  public init(_ a: Tensor<Element>) throws(LinearAlgebraError) {
    let n = a.squareExtent
    try a.requireFinite()
    var factors = a.transposed()
    var pivots = [Int32](repeating: 0, count: max(n, 1))
    let report = factors.withMutableStart { Element.factorLU($0, size: n, pivots: &pivots) }
    guard report.info == 0 else { throw .singular(column: report.info - 1, size: n) }
    size = n
    self.factors = factors
    self.pivots = pivots
    norm = report.norm
  }

  /// The solution x of `A x = b`; shape `[n]`, or `[n, m]` for m systems side by side.
  ///
  /// - Precondition: `b` has n rows.
  public func solve(_ b: Tensor<Element>) -> Tensor<Element> {
    guard b.rank == 2 else { return b.vectorSolved(size: size) { solve(rows: $0, count: 1) } }
    var x = b.asColumns(rows: size).rows(at: permutation)
    // In row-major memory the factors lie transposed: L above the diagonal, U below.
    solveTriangular(TriangularForm(isLower: false, isTransposed: true, isUnit: true), &x)
    solveTriangular(TriangularForm(isLower: true, isTransposed: true), &x)
    return x
  }

  /// The solution x of `Aᵀ x = b`; shape `[n]`, or `[n, m]` for m systems side by side.
  ///
  /// - Precondition: `b` has n rows.
  public func solveTransposed(_ b: Tensor<Element>) -> Tensor<Element> {
    guard b.rank == 2 else {
      return b.vectorSolved(size: size) { solveTransposed(rows: $0, count: 1) }
    }
    var x = b.asColumns(rows: size)
    solveTriangular(TriangularForm(isLower: true), &x)
    solveTriangular(TriangularForm(isLower: false, isUnit: true), &x)
    return x.rows(at: inversePermutation(permutation))
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
    factors.withStart {
      Element.solveLU($0, size: size, pivots: pivots, transposed: false, rows, count: count)
    }
  }

  /// Solves `Aᵀ x = b` in place for `count` vectors that lie one after the other.
  ///
  /// - Parameters:
  ///   - rows: the right-hand sides, which become the solutions; shape `[count, n]`.
  ///   - count: the number of vectors.
  public func solveTransposed(rows: UnsafeMutablePointer<Element>, count: Int) {
    factors.withStart {
      Element.solveLU($0, size: size, pivots: pivots, transposed: true, rows, count: count)
    }
  }

  private func solveTriangular(_ form: TriangularForm, _ x: inout Tensor<Element>) {
    let columns = x.shape[1]
    factors.withStart { t in
      x.withMutableStart { Element.solveTriangular(t, form, $0, rows: size, columns: columns) }
    }
  }
}

extension LUFactorization {
  /// L: lower triangular with ones on the diagonal; shape `[n, n]`.
  public var lower: Tensor<Element> {
    var lower = factors.transposed().lowerTriangle()
    let size = size
    lower.withMutableStart { start in
      for i in 0..<size { start[i * (size + 1)] = 1 }
    }
    return lower
  }

  /// U: upper triangular; shape `[n, n]`.
  public var upper: Tensor<Element> { factors.transposed().upperTriangle() }

  /// The order of A's rows in `P A`: `a.rows(at: permutation)` is L U.
  public var permutation: [Int] {
    var order = Array(0..<size)
    for i in 0..<size { order.swapAt(i, Int(pivots[i]) - 1) }
    return order
  }

  /// The determinant; 0 or infinite when it leaves the range of numbers.
  public var determinant: Element { permutationSign * productInRange(factors.diagonal) }

  /// The natural logarithm of the determinant's absolute value.
  public var logAbsoluteDeterminant: Element { factors.diagonal.absolute().log().sum() }

  /// The inverse matrix.
  ///
  /// To solve a system, ``solve(_:)`` is faster and more accurate.
  public func inverse() -> Tensor<Element> { solve(.identity(size)) }

  /// An estimate of `1 / (|A| |inverse of A|)` in the 1-norm, from 0 (singular) to 1.
  ///
  /// About `log10(1 / reciprocalCondition)` digits of a solution are lost.
  ///
  /// > Source: Higham, ACM TOMS 14 (1988), algorithm 674; LAPACK's `gecon`.
  public var reciprocalCondition: Element {
    factors.withStart { Element.reciprocalConditionLU($0, size: size, norm: norm) }
  }

  private var permutationSign: Element {
    let exchanges = (0..<size).count { Int(pivots[$0]) != $0 + 1 }
    return exchanges.isMultiple(of: 2) ? 1 : -1
  }
}
