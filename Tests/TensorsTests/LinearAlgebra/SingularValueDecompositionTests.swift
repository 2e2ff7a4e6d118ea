import Tensors
import Testing

@Suite struct SingularValueDecompositionTests {
  static let shapes = [(1, 1), (4, 4), (9, 4), (4, 9), (80, 30), (100, 100)]

  @Test(arguments: Precision.all, shapes)
  func factorsRebuildTheMatrix(p: Precision, shape: (Int, Int)) throws {
    let (m, n) = shape
    func check<Element: Scalar>(_ type: Element.Type) throws {
      let a = normalMatrix(m, n, seed: 13, type)
      let k = min(m, n)
      for extent in [SingularValueDecomposition<Element>.Extent.thin, .full] {
        let svd = try SingularValueDecomposition(a, extent: extent)
        let (u, vt) = (svd.left, svd.rightTransposed)
        #expect(u.shape == [m, extent == .full ? m : k])
        #expect(vt.shape == [extent == .full ? n : k, n])
        #expect(
          distance(u.product(u, transposing: .left), .identity(u.shape[1])) < roundings(3, size: m))
        #expect(
          distance(vt.product(vt, transposing: .right), .identity(vt.shape[0]))
            < roundings(3, size: n))
        let rebuilt = (u.columns(0..<k) * svd.values).product(vt.rows(0..<k))
        #expect(distance(rebuilt, a) < roundings(12, size: k))
        #expect(zip(svd.values.elements, svd.values.elements.dropFirst()).allSatisfy(>=))
        #expect(svd.rank() == k)
      }
    }
    try check(p.type)
  }

  /// The matrix of differences has singular values `2 sin(π j / (2 (n + 1)))`.
  @Test(arguments: Precision.all) func theDifferenceMatrixIsKnown(p: Precision) throws {
    func check<Element: Scalar>(_ type: Element.Type) throws {
      let n = 20
      let zeros = Tensor<Element>.zeros([1, n])
      let identity = Tensor<Element>.identity(n)
      let a =
        Tensor(concatenating: [identity, zeros]) - Tensor(concatenating: [zeros, identity])
      let angles = Tensor((1...n).reversed().map { Element.pi * Element($0) / Element(2 * n + 2) })
      let svd = try SingularValueDecomposition(a)
      #expect(distance(svd.values, 2 * angles.sin()) < 15)
      let condition = svd.values[0] / svd.values[n - 1]
      #expect(svd.conditionNumber == condition)
    }
    try check(p.type)
  }

  @Test(arguments: [(6, 4), (4, 6), (5, 5)]) func thePseudoInverseObeysPenrose(
    m: Int, n: Int
  ) throws {
    // Rank 2: less than either extent.
    let a = normalMatrix(m, 2, seed: 14, Double.self)
      .product(normalMatrix(2, n, seed: 15, Double.self))
    let svd = try SingularValueDecomposition(a)
    #expect(svd.rank() == 2)
    let b = svd.pseudoInverse()
    let (ab, ba) = (a.product(b), b.product(a))
    #expect(distance(ab.product(a), a) < 15)
    #expect(distance(ba.product(b), b) < 2)
    #expect(distance(ab, ab.transposed()) < 6)
    #expect(distance(ba, ba.transposed()) < 4)
  }

  @Test func solutionsAgreeWithQRWhereBothExist() throws {
    let a = normalMatrix(12, 5, seed: 16, Double.self)
    let b = normalMatrix(12, 3, seed: 17, Double.self)
    let svd = try SingularValueDecomposition(a)
    let x = try QRFactorization(a).solve(b)
    #expect(distance(svd.solve(b), x) < 8)
    #expect(distance(svd.solve(b.column(2)), x.column(2)) < 5)
  }

  @Test func theToleranceSetsTheRank() throws {
    let svd = try SingularValueDecomposition(Tensor(diagonal: Tensor([1.0, 1e-3, 1e-6, 0])))
    #expect(svd.rank() == 3)
    #expect(svd.rank(relativeTolerance: 1e-4) == 2)
    #expect(svd.conditionNumber == .infinity)
    let x = svd.solve(Tensor.ones([4]), relativeTolerance: 1e-4)
    #expect(distance(x / 1000, Tensor([0.001, 1, 0, 0])) < 1)
  }

  @Test func theZeroMatrixIsSingular() throws {
    let svd = try SingularValueDecomposition(Tensor<Double>.zeros([3, 2]))
    #expect(svd.conditionNumber == .infinity)
    #expect(svd.rank() == 0)
    #expect(svd.solve(.ones([3])) == .zeros([2]))
    #expect(svd.pseudoInverse() == .zeros([2, 3]))
  }

  @Test func badElementsAreNamed() {
    #expect(throws: LinearAlgebraError.notFinite(row: 1, column: 1)) {
      try SingularValueDecomposition(Tensor([0, 0, 0, Double.nan], shape: [2, 2]))
    }
  }
}
