/// `A = U diag(s) Vᵀ` with orthonormal columns in U and V.
///
/// Tells rank and condition, and solves least-squares problems of any rank.
///
/// > Source: Golub & Van Loan, Matrix Computations, 4th ed. (2013), section 2.4; LAPACK's `gesdd`.
public struct SingularValueDecomposition<Element: Scalar>: Sendable {
  /// How many singular vectors are computed.
  public enum Extent: Sendable {
    /// One a singular value: `min(m, n)` columns in U, rows in Vᵀ.
    case thin
    /// A basis of the whole space: m columns in U, n rows in Vᵀ.
    case full
  }

  /// The singular values, descending; shape `[min(m, n)]`.
  public let values: Tensor<Element>
  /// U, one left singular vector a column; shape `[m, min(m, n)]`, full `[m, m]`.
  public let left: Tensor<Element>
  /// Vᵀ, one right singular vector a row; shape `[min(m, n), n]`, full `[n, n]`.
  public let rightTransposed: Tensor<Element>

  /// Decomposes a matrix.
  ///
  /// - Parameters:
  ///   - a: the matrix; shape `[m, n]`.
  ///   - extent: how many singular vectors are computed.
  /// - Throws: `LinearAlgebraError.notFinite` or `.notConverged`.
  public init(_ a: Tensor<Element>, extent: Extent = .thin) throws(LinearAlgebraError) {
    let (m, n) = a.matrixExtents
    try a.requireFinite()
    let k = min(m, n)
    var work = a
    var values = Tensor<Element>.zeros([k])
    var left = Tensor<Element>.zeros(extent == .full ? [m, m] : [m, k])
    var right = Tensor<Element>.zeros(extent == .full ? [n, n] : [k, n])
    // Row-major A is column-major Aᵀ = V diag(s) Uᵀ: what LAPACK calls left is right here, and both
    // come out as row-major Vᵀ and U.
    let report = work.withMutableStart { a in
      values.withMutableStart { s in
        left.withMutableStart { u in
          right.withMutableStart { vt in
            Element.singularValues(
              a, rows: n, columns: m, isFull: extent == .full, values: s, left: vt, right: u)
          }
        }
      }
    }
    guard report.info == 0 else {
      throw .notConverged(.singularValues, report: report.info, size: n)
    }
    self.values = values
    self.left = left
    rightTransposed = right
  }

  /// The greatest singular value over the least; infinite for a singular matrix.
  public var conditionNumber: Element {
    let s = values.elements
    guard let first = s.first, let last = s.last else { return 1 }
    return last > 0 ? first / last : .infinity
  }

  /// The number of singular values above a threshold relative to the greatest.
  ///
  /// - Parameter tolerance: the relative threshold; `max(m, n)` rounding units when not given.
  /// - Returns: the numerical rank.
  public func rank(relativeTolerance tolerance: Element? = nil) -> Int {
    let s = values.elements
    let units = Element(max(left.shape[0], rightTransposed.shape[1])) * .ulpOfOne
    let threshold = (s.first ?? 0) * (tolerance ?? units)
    return s.count { $0 > threshold }
  }

  /// Finds, of all x of least `|A x - b|`, the one of least norm.
  ///
  /// - Parameters:
  ///   - b: the right-hand side; shape `[m]`, or `[m, c]` for c problems side by side.
  ///   - tolerance: singular values up to this share of the greatest count as zero.
  /// - Returns: x; shape `[n]` or `[n, c]`.
  /// - Precondition: `b` has m rows.
  public func solve(
    _ b: Tensor<Element>, relativeTolerance tolerance: Element? = nil
  ) -> Tensor<Element> {
    let kept = 0..<rank(relativeTolerance: tolerance)
    var coordinates = left.columns(kept).product(
      b.asColumns(rows: left.shape[0]), transposing: .left)
    coordinates /= values.rows(kept).insertingAxis(at: 1)
    return rightTransposed.rows(kept).product(coordinates, transposing: .left)
      .reshaped(to: [rightTransposed.shape[1]] + b.shape.dropFirst())
  }

  /// The pseudo-inverse of Moore and Penrose; shape `[n, m]`.
  public func pseudoInverse(relativeTolerance tolerance: Element? = nil) -> Tensor<Element> {
    solve(.identity(left.shape[0]), relativeTolerance: tolerance)
  }
}
