/// `A P = Q R`: orthonormal columns times an upper triangle, A's columns in the order of P.
///
/// Solves least-squares problems, `min |A x - b|`, by Householder reflections. Columns are exchanged
/// so that R's diagonal falls in absolute value: its small tail tells the numerical rank.
///
/// > Source: Golub & Van Loan, Matrix Computations, 4th ed. (2013), section 5.4; LAPACK's `geqp3`.
public struct QRFactorization<Element: Scalar>: Sendable {
  /// The number of A's rows.
  public let rows: Int
  /// The number of A's columns.
  public let columns: Int
  /// R: upper triangular, its diagonal falling in absolute value; shape `[min(m, n), n]`.
  public let r: Tensor<Element>
  /// The order of A's columns in `A P`.
  public let permutation: [Int]
  /// R and below it the reflectors of Q, column by column.
  private let reflectors: Tensor<Element>
  private let scales: [Element]

  /// Factors a matrix.
  ///
  /// - Parameter a: the matrix; shape `[m, n]`.
  /// - Throws: `LinearAlgebraError.notFinite`.
  public init(_ a: Tensor<Element>) throws(LinearAlgebraError) {
    let (m, n) = a.matrixExtents
    try a.requireFinite()
    var reflectors = a.transposed()
    var order = [Int32](repeating: 0, count: max(n, 1))
    var scales = [Element](repeating: 0, count: max(min(m, n), 1))
    _ = reflectors.withMutableStart {
      Element.factorQR($0, rows: m, columns: n, permutation: &order, scales: &scales)
    }
    (rows, columns) = (m, n)
    permutation = order.prefix(n).map { Int($0) - 1 }
    r = reflectors.transposed().rows(0..<min(m, n)).upperTriangle()
    self.reflectors = reflectors
    self.scales = scales
  }

  /// Q's first `min(m, n)` columns; shape `[m, min(m, n)]`.
  public var q: Tensor<Element> {
    let count = min(rows, columns)
    var q = reflectors.rows(0..<count)
    _ = q.withMutableStart { Element.formQ($0, rows: rows, count: count, scales: scales) }
    return q.transposed()
  }

  /// The number of diagonal elements of R above `max(m, n)` rounding units of the first.
  public var rank: Int {
    let diagonal = r.diagonal.absolute().elements
    let threshold = (diagonal.first ?? 0) * (Element(max(rows, columns)) * .ulpOfOne)
    return diagonal.count { $0 > threshold }
  }

  /// Solves the least-squares problem `min |A x - b|`.
  ///
  /// - Parameter b: the right-hand side; shape `[m]`, or `[m, c]` for c problems side by side.
  /// - Returns: x; shape `[n]` or `[n, c]`.
  /// - Throws: `LinearAlgebraError.rankDeficient` when A's columns depend on each other (as they
  ///   must when `m < n`), so that x is not unique.
  /// - Precondition: `b` has m rows.
  public func solve(_ b: Tensor<Element>) throws(LinearAlgebraError) -> Tensor<Element> {
    let right = b.asColumns(rows: rows)
    let rank = rank
    guard rank == columns else { throw .rankDeficient(rank: rank, columns: columns) }
    let count = right.shape[1]
    var projected = right.transposed()
    _ = reflectors.withStart { reflectors in
      projected.withMutableStart {
        Element.applyTransposedQ(
          reflectors, rows: rows, count: columns, scales: scales, $0, columns: count)
      }
    }
    var x = projected.columns(0..<columns).transposed()
    r.withStart { t in
      x.withMutableStart {
        Element.solveTriangular(
          t, TriangularForm(isLower: false), $0, rows: columns, columns: count)
      }
    }
    return x.rows(at: inversePermutation(permutation)).reshaped(to: [columns] + b.shape.dropFirst())
  }
}
