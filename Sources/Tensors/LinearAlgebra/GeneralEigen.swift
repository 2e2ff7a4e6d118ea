/// Eigenvalues and right eigenvectors of a square matrix, `A v = λ v`, in real and imaginary parts.
///
/// A real matrix's complex eigenvalues come as neighbouring conjugate pairs, the one with the
/// positive imaginary part first.
///
/// > Source: Golub & Van Loan, Matrix Computations, 4th ed. (2013), section 7.5; LAPACK's `geev`.
public struct GeneralEigen<Element: Scalar>: Sendable {
  /// The eigenvalues' real parts; shape `[n]`.
  public let realParts: Tensor<Element>
  /// The eigenvalues' imaginary parts; shape `[n]`.
  public let imaginaryParts: Tensor<Element>
  /// The eigenvectors' real parts: column i belongs to eigenvalue i; shape `[n, n]`.
  public let vectorRealParts: Tensor<Element>
  /// The eigenvectors' imaginary parts; shape `[n, n]`.
  ///
  /// Each vector has norm 1.
  public let vectorImaginaryParts: Tensor<Element>

  /// Decomposes a matrix.
  ///
  /// - Parameter a: the matrix; shape `[n, n]`.
  /// - Throws: `LinearAlgebraError.notFinite` or `.notConverged`.
  /// - Precondition: `a` is square.
  public init(_ a: Tensor<Element>) throws(LinearAlgebraError) {
    let n = a.squareExtent
    try a.requireFinite()
    var work = a.transposed()
    var real = Tensor<Element>.zeros([n])
    var imaginary = real
    var packed = Tensor<Element>.zeros([n, n])
    let report = work.withMutableStart { a in
      real.withMutableStart { re in
        imaginary.withMutableStart { im in
          packed.withMutableStart {
            Element.generalEigen(a, size: n, realParts: re, imaginaryParts: im, vectors: $0)
          }
        }
      }
    }
    guard report.info == 0 else {
      throw .notConverged(.generalEigen, report: report.info, size: n)
    }
    let parts = unpackedVectors(packed, imaginaryParts: imaginary.elements)
    realParts = real
    imaginaryParts = imaginary
    vectorRealParts = parts.real.transposed()
    vectorImaginaryParts = parts.imaginary.transposed()
  }
}

/// Real and imaginary parts of eigenvectors, one a row, from LAPACK's packing.
///
/// A conjugate pair's two rows hold the real part and the imaginary part of the first.
private func unpackedVectors<Element: Scalar>(
  _ packed: Tensor<Element>, imaginaryParts: [Element]
) -> (real: Tensor<Element>, imaginary: Tensor<Element>) {
  var real = packed
  var imaginary = Tensor<Element>.zeros(packed.shape)
  for row in imaginaryParts.indices where imaginaryParts[row] > 0 {
    let part = packed.rows(row + 1..<row + 2)
    real.replaceRows(from: row + 1, with: packed.rows(row..<row + 1))
    imaginary.replaceRows(from: row, with: part)
    imaginary.replaceRows(from: row + 1, with: -part)
  }
  return (real, imaginary)
}
