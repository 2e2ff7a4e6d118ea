import Tensors
import Testing

@Suite struct GeneralEigenTests {
  @Test(arguments: Precision.all, [1, 2, 3, 11, 60])
  func vectorsSatisfyTheEquation(p: Precision, n: Int) throws {
    func check<Element: Scalar>(_ type: Element.Type) throws {
      let a = normalMatrix(n, n, seed: 19, type)
      let eigen = try GeneralEigen(a)
      let (re, im) = (eigen.realParts, eigen.imaginaryParts)
      let (x, y) = (eigen.vectorRealParts, eigen.vectorImaginaryParts)
      let scale = a.norm
      #expect(distance(a.product(x) / scale, (x * re - y * im) / scale) < 8)
      #expect(distance(a.product(y) / scale, (x * im + y * re) / scale) < 4)
      #expect(distance((x * x + y * y).sum(over: 0), .ones([n])) < 9)
      #expect(abs(re.sum() - a.diagonal.sum()) < 16 * scale * .ulpOfOne)
      for i in 0..<n where im[i] > 0 {
        #expect(im[i + 1] == -im[i] && re[i + 1] == re[i])
        #expect(x.column(i + 1) == x.column(i) && y.column(i + 1) == -y.column(i))
      }
      #expect(im.sign().sum() == 0)
    }
    try check(p.type)
  }

  /// The cyclic shift has the roots of unity as its eigenvalues.
  @Test(arguments: Precision.all, [3, 4, 8, 15])
  func theCyclicShiftIsKnown(p: Precision, n: Int) throws {
    func check<Element: Scalar>(_ type: Element.Type) throws {
      let shift = Tensor<Element>.identity(n).rows(at: (0..<n).map { ($0 + 1) % n })
      let eigen = try GeneralEigen(shift)
      for j in 0..<n {
        let angle = Tensor(2 * Element.pi * Element(j) / Element(n))
        let distances =
          (eigen.realParts - angle.cos()).squared() + (eigen.imaginaryParts - angle.sin()).squared()
        #expect(distances.minimum().squareRoot() < 24 * .ulpOfOne)
      }
    }
    try check(p.type)
  }

  @Test func pairsComeWithThePositivePartFirst() throws {
    let eigen = try GeneralEigen(Tensor([0.0, -2, 2, 0], shape: [2, 2]))
    #expect(eigen.realParts == .zeros([2]))
    #expect(distance(eigen.imaginaryParts, Tensor([2, -2])) < 3)
  }

  @Test func badElementsAreNamed() {
    #expect(throws: LinearAlgebraError.notFinite(row: 1, column: 0)) {
      try GeneralEigen(Tensor([0, 0, Float.infinity, 0], shape: [2, 2]))
    }
  }
}
