import Tensors
import Testing

@Suite struct LinearAlgebraErrorTests {
  static let sentences: [(LinearAlgebraError, String)] = [
    (.notFinite(row: 3, column: 0), "the matrix is not finite: see row 3, column 0"),
    (
      .singular(column: 2, size: 5),
      "the 5 x 5 matrix is singular: no pivot for column 2; "
        + "a singular value decomposition gives the solution of least norm"
    ),
    (
      .notPositiveDefinite(leadingRows: 2, size: 4),
      "the 4 x 4 matrix is not positive definite: its leading 2 x 2 block is not; "
        + "add to the diagonal, or use an LU factorization"
    ),
    (
      .rankDeficient(rank: 1, columns: 2),
      "only 1 of 2 columns are independent; "
        + "a singular value decomposition gives the solution of least norm"
    ),
    (
      .notConverged(.singularValues, report: 1, size: 7),
      "the iteration for the singular values of a matrix with 7 columns "
        + "did not converge (LAPACK reports 1); scale the matrix"
    ),
    (
      .notConverged(.generalEigen, report: 4, size: 7),
      "the iteration for the eigenvalues of a matrix with 7 columns "
        + "did not converge (LAPACK reports 4); scale the matrix"
    ),
  ]

  @Test(arguments: sentences) func everyCaseHasASentence(error: LinearAlgebraError, text: String) {
    #expect(error.description == text)
  }
}
