import Tensors
import Testing

@Suite struct CholeskyFactorizationTests {
  static let sizes = [1, 2, 5, 40, 120]

  static func positive<Element: Scalar>(_ n: Int, _ type: Element.Type) -> Tensor<Element> {
    let a = normalMatrix(n, n, seed: 8, type)
    return Tensor.identity(n) + a.product(a, transposing: .right) / Element(4 * n)
  }

  @Test(arguments: Precision.all, sizes) func factorsRebuildTheMatrix(p: Precision, n: Int) throws {
    func check<Element: Scalar>(_ type: Element.Type) throws {
      let a = Self.positive(n, type)
      let l = try CholeskyFactorization(a).lower
      #expect(distance(l.product(l, transposing: .right), a) < 6)
      #expect(l.diagonal.minimum() > 0)
      #expect(try l == CholeskyFactorization(a.strictUpperReplaced()).lower)
    }
    try check(p.type)
  }

  @Test(arguments: Precision.all, sizes) func solvingUndoesMultiplying(p: Precision, n: Int) throws
  {
    func check<Element: Scalar>(_ type: Element.Type) throws {
      let a = Self.positive(n, type)
      let cholesky = try CholeskyFactorization(a)
      let x = normalMatrix(n, 5, seed: 9, type)
      #expect(distance(cholesky.solve(a.product(x)), x) < roundings(4, size: n))
      #expect(distance(cholesky.solve(a.product(x.column(2))), x.column(2)) < roundings(2, size: n))
      var rows = a.product(x).transposed()
      rows.withUnsafeMutableElements { b in
        if let start = b.baseAddress { cholesky.solve(rows: start, count: 5) }
      }
      #expect(distance(rows, x.transposed()) < roundings(4, size: n))
      #expect(distance(cholesky.inverse().product(a), .identity(n)) < roundings(2, size: n))
    }
    try check(p.type)
  }

  /// The matrix `min(i, j)` has determinant 1 and L of ones.
  @Test(arguments: [1, 3, 30]) func theMatrixOfMinimaIsKnown(n: Int) throws {
    let a = Tensor((0..<n * n).map { Double(min($0 / n, $0 % n) + 1) }, shape: [n, n])
    let cholesky = try CholeskyFactorization(a)
    #expect(cholesky.lower.elements == (0..<n * n).map { $0 % n <= $0 / n ? 1 : 0 })
    #expect(cholesky.determinant == 1)
    #expect(cholesky.logDeterminant == 0)
    // |A| = n (n + 1) / 2 in the 1-norm, and the inverse's is 4 from n = 3 on.
    guard n >= 3 else { return }
    #expect(abs(cholesky.reciprocalCondition * Double(2 * n * (n + 1)) - 1) < 4 * .ulpOfOne)
  }

  @Test func matricesThatAreNotPositiveAreNamed() {
    let indefinite = Tensor([1.0, 0, 0, 0, 2, 5, 0, 5, 2], shape: [3, 3])
    #expect(throws: LinearAlgebraError.notPositiveDefinite(leadingRows: 3, size: 3)) {
      try CholeskyFactorization(indefinite)
    }
    #expect(throws: LinearAlgebraError.notPositiveDefinite(leadingRows: 1, size: 2)) {
      try CholeskyFactorization(-Tensor<Float>.identity(2))
    }
    #expect(throws: LinearAlgebraError.notFinite(row: 0, column: 1)) {
      try CholeskyFactorization(Tensor([1, -Float.infinity, 0, 1], shape: [2, 2]))
    }
  }
}

extension Tensor {
  /// The matrix with numbers above its diagonal that should not be read.
  fileprivate func strictUpperReplaced() -> Tensor {
    var result = self
    for i in 0..<shape[0] { for j in i + 1..<max(i + 1, shape[1]) { result[i, j] = -99 } }
    return result
  }
}
