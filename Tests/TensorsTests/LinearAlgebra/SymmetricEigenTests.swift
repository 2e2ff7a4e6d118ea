import Tensors
import Testing

@Suite struct SymmetricEigenTests {
  @Test(arguments: Precision.all, [1, 2, 3, 20, 100])
  func vectorsAreOrthogonalAndSatisfyTheEquation(p: Precision, n: Int) throws {
    func check<Element: Scalar>(_ type: Element.Type) throws {
      let half = normalMatrix(n, n, seed: 18, type)
      let a = half + half.transposed()
      let eigen = try SymmetricEigen(a)
      let v = eigen.vectors
      #expect(distance(v.product(v, transposing: .left), .identity(n)) < roundings(2.5, size: n))
      let scale = eigen.values.absolute().maximum()
      #expect(distance(a.product(v) / scale, v * eigen.values / scale) < roundings(1.2, size: n))
      #expect(zip(eigen.values.elements, eigen.values.elements.dropFirst()).allSatisfy(<=))
    }
    try check(p.type)
  }

  /// The discrete Laplacian (2 on the diagonal, -1 beside it) has values `2 - 2 cos(π j / (n + 1))`.
  @Test(arguments: Precision.all, [1, 2, 5, 32])
  func theDiscreteLaplacianIsKnown(p: Precision, n: Int) throws {
    func check<Element: Scalar>(_ type: Element.Type) throws {
      var a = 2 * Tensor<Element>.identity(n)
      for i in 1..<max(n, 1) {
        a[i, i - 1] = -1
        a[i - 1, i] = 99  // not read
      }
      let angles = Tensor((1...n).map { Element.pi * Element($0) / Element(2 * n + 2) })
      let wanted = 4 * angles.sin().squared()
      #expect(distance(try SymmetricEigen(a).values, wanted) < 20)
    }
    try check(p.type)
  }

  @Test func badElementsAreNamed() {
    #expect(throws: LinearAlgebraError.notFinite(row: 0, column: 0)) {
      try SymmetricEigen(Tensor([Double.nan], shape: [1, 1]))
    }
  }
}
