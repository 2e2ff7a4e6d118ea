/// The LAPACK routines that the factorizations need, in one precision.
///
/// Matrices are column-major here, as LAPACK has them, and without gaps: the callers, which hold
/// row-major tensors, copy once, transposing where that is wanted.
public protocol Factorizable: LUKernels, CholeskyKernels, QRKernels, SpectralKernels {}

extension Float: Factorizable {}
extension Double: Factorizable {}

/// What a routine says of its work.
public struct LAPACKReport<Element: Sendable>: Sendable {
  /// LAPACK's `info`: 0 for success, a place or a count when positive.
  public let info: Int
  /// The greatest absolute column sum of the matrix that was factored; 0 where it is not asked for.
  public let norm: Element

  /// A report, which a negative `info` (an argument refused, no memory) does not reach.
  init(info: Int, norm: Element) {
    precondition(info >= 0, "LAPACK refused its argument \(-info)")
    self.info = info
    self.norm = norm
  }
}

/// `P A = L U` of a square matrix.
public protocol LUKernels {
  /// Replaces A by L (unit diagonal, not stored) and U; `info` is the first zero pivot from 1.
  static func factorLU(
    _ a: UnsafeMutablePointer<Self>, size n: Int, pivots: UnsafeMutablePointer<Int32>
  ) -> LAPACKReport<Self>

  /// Solves `A x = b`, or with A transposed, in place for `count` vectors one after the other.
  static func solveLU(
    _ factors: UnsafePointer<Self>, size n: Int, pivots: UnsafePointer<Int32>, transposed: Bool,
    _ b: UnsafeMutablePointer<Self>, count: Int)

  /// An estimate of `1 / (|A| |inverse of A|)` in the norm that `factorLU` reported.
  static func reciprocalConditionLU(
    _ factors: UnsafePointer<Self>, size n: Int, norm: Self
  ) -> Self
}

/// `A = L Lᵀ` of a symmetric positive definite matrix, L in the row-major lower triangle.
public protocol CholeskyKernels {
  /// Replaces the triangle of A by L; `info` is the first leading block that is not positive.
  static func factorCholesky(_ a: UnsafeMutablePointer<Self>, size n: Int) -> LAPACKReport<Self>

  /// Solves `A x = b` in place for `count` vectors one after the other.
  static func solveCholesky(
    _ factor: UnsafePointer<Self>, size n: Int, _ b: UnsafeMutablePointer<Self>, count: Int)

  /// An estimate of `1 / (|A| |inverse of A|)` in the norm that `factorCholesky` reported.
  static func reciprocalConditionCholesky(
    _ factor: UnsafePointer<Self>, size n: Int, norm: Self
  ) -> Self
}

/// `A P = Q R` with columns exchanged, Q kept as reflectors.
public protocol QRKernels {
  /// Replaces A by R and the reflectors of Q; the permutation counts from 1 and starts as zeros.
  static func factorQR(
    _ a: UnsafeMutablePointer<Self>, rows: Int, columns: Int,
    permutation: UnsafeMutablePointer<Int32>, scales: UnsafeMutablePointer<Self>
  ) -> LAPACKReport<Self>

  /// Replaces B, of the same rows as A, by `Qᵀ B`.
  static func applyTransposedQ(
    _ reflectors: UnsafePointer<Self>, rows: Int, count: Int, scales: UnsafePointer<Self>,
    _ b: UnsafeMutablePointer<Self>, columns: Int
  ) -> LAPACKReport<Self>

  /// Replaces the reflectors by the first `count` columns of Q.
  static func formQ(
    _ reflectors: UnsafeMutablePointer<Self>, rows: Int, count: Int, scales: UnsafePointer<Self>
  ) -> LAPACKReport<Self>
}

/// Decompositions found by iteration; A is destroyed.
public protocol SpectralKernels {
  /// Singular values, descending, with the columns of U in `left` and Vᵀ in `right`.
  static func singularValues(
    _ a: UnsafeMutablePointer<Self>, rows: Int, columns: Int, isFull: Bool,
    values: UnsafeMutablePointer<Self>, left: UnsafeMutablePointer<Self>,
    right: UnsafeMutablePointer<Self>
  ) -> LAPACKReport<Self>

  /// Eigenvalues, ascending, of the row-major lower triangle; A's columns become the vectors.
  static func symmetricEigen(
    _ a: UnsafeMutablePointer<Self>, size n: Int, values: UnsafeMutablePointer<Self>
  ) -> LAPACKReport<Self>

  /// Eigenvalues and right eigenvectors, a complex pair's as one real and one imaginary column.
  static func generalEigen(
    _ a: UnsafeMutablePointer<Self>, size n: Int, realParts: UnsafeMutablePointer<Self>,
    imaginaryParts: UnsafeMutablePointer<Self>, vectors: UnsafeMutablePointer<Self>
  ) -> LAPACKReport<Self>
}

/// The option letter as LAPACK's C interface takes it.
func ascii(_ letter: Unicode.Scalar) -> CChar { CChar(truncatingIfNeeded: letter.value) }
