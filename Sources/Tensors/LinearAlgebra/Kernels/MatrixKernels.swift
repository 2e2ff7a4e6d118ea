/// Products of row-major matrices and triangular systems, through BLAS on one thread.
///
/// Every matrix has contiguous rows, `...Stride` elements apart. Results may depend in the last
/// digit on the number of rows of a product: `ProductKernels` has one that does not.
public protocol MatrixKernels {
  /// Computes `C = alpha op(A) op(B) + beta C`; C is `[m, n]`, op(A) `[m, k]`, op(B) `[k, n]`.
  ///
  /// C is not read when `beta` is 0.
  static func multiply(
    m: Int, n: Int, k: Int, alpha: Self, _ a: UnsafePointer<Self>, stride aStride: Int,
    transposed aTransposed: Bool, _ b: UnsafePointer<Self>, stride bStride: Int,
    transposed bTransposed: Bool, beta: Self, to c: UnsafeMutablePointer<Self>, stride cStride: Int)

  /// Computes `y = alpha op(A) x + beta y`; A is stored as `[rows, columns]`.
  static func multiply(
    rows: Int, columns: Int, alpha: Self, _ a: UnsafePointer<Self>, transposed: Bool,
    _ x: UnsafePointer<Self>, beta: Self, to y: UnsafeMutablePointer<Self>)

  /// Solves `op(T) X = B` in place of B; T is `[rows, rows]`, B `[rows, columns]`.
  static func solveTriangular(
    _ t: UnsafePointer<Self>, _ form: TriangularForm, _ b: UnsafeMutablePointer<Self>, rows: Int,
    columns: Int)

  /// The square root of the sum of squares, scaled so that it neither overflows nor underflows.
  static func norm(_ x: UnsafePointer<Self>, count: Int) -> Self
}

/// Which part of a stored square matrix is the triangle, and how it is meant.
///
/// The triangle is named as it lies in row-major memory.
public struct TriangularForm: Sendable {
  /// Whether the triangle is the lower one; else the upper.
  public var isLower: Bool
  /// Whether the system is solved with the transpose of the triangle.
  public var isTransposed: Bool
  /// Whether the diagonal is one, and not read.
  public var isUnit: Bool

  /// A triangle in row-major memory.
  public init(isLower: Bool, isTransposed: Bool = false, isUnit: Bool = false) {
    self.isLower = isLower
    self.isTransposed = isTransposed
    self.isUnit = isUnit
  }
}
