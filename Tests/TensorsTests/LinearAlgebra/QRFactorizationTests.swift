import Tensors
import Testing

@Suite struct QRFactorizationTests {
  static let shapes = [(1, 1), (3, 3), (7, 3), (3, 7), (60, 20), (100, 100)]

  @Test(arguments: Precision.all, shapes)
  func factorsRebuildTheMatrix(p: Precision, shape: (Int, Int)) throws {
    let (m, n) = shape
    func check<Element: Scalar>(_ type: Element.Type) throws {
      let a = normalMatrix(m, n, seed: 10, type)
      let qr = try QRFactorization(a)
      let k = min(m, n)
      #expect(qr.q.shape == [m, k])
      #expect(qr.r.shape == [k, n])
      #expect(
        distance(qr.q.product(qr.q, transposing: .left), .identity(k)) < roundings(2, size: k))
      let inOrder = a.transposed().rows(at: qr.permutation).transposed()
      #expect(distance(qr.q.product(qr.r), inOrder) < roundings(5, size: m))
      let diagonal = qr.r.diagonal.absolute()
      #expect(zip(diagonal.elements, diagonal.elements.dropFirst()).allSatisfy(>=))
      #expect(qr.rank == k)
      for i in 0..<k { for j in 0..<min(i, n) { #expect(qr.r[i, j] == 0) } }
    }
    try check(p.type)
  }

  @Test(arguments: Precision.all, shapes)
  func theResidualIsOrthogonalToTheColumns(p: Precision, shape: (Int, Int)) throws {
    let (m, n) = shape
    guard m >= n else { return }
    func check<Element: Scalar>(_ type: Element.Type) throws {
      let a = normalMatrix(m, n, seed: 10, type)
      let b = normalMatrix(m, 4, seed: 11, type)
      let qr = try QRFactorization(a)
      let x = try qr.solve(b)
      #expect(x.shape == [n, 4])
      let slope = a.product(a.product(x) - b, transposing: .left)
      let scale = Element(m) * max(1, x.absolute().maximum())
      #expect(distance(slope / scale, .zeros([n, 4])) < 8)
      let column = try qr.solve(b.column(1))
      #expect(distance(column / scale, x.column(1) / scale) < 0.2)
    }
    try check(p.type)
  }

  /// A straight line through (1, 6), (2, 5), (3, 7), (4, 10) has intercept 3.5 and slope 1.4.
  @Test func aLineIsFitted() throws {
    let a = Tensor([1.0, 1, 1, 2, 1, 3, 1, 4], shape: [4, 2])
    let x = try QRFactorization(a).solve(Tensor([6, 5, 7, 10]))
    #expect(distance(x, Tensor([3.5, 1.4])) < 12)
  }

  @Test func dependentColumnsAreNamed() throws {
    let column = normalMatrix(6, 2, seed: 12, Double.self)
    let a = Tensor(
      concatenating: [column, column.product(Tensor([1, 2, 3, -1], shape: [2, 2]))], along: 1)
    let qr = try QRFactorization(a)
    #expect(qr.rank == 2)
    #expect(throws: LinearAlgebraError.rankDeficient(rank: 2, columns: 4)) {
      try qr.solve(Tensor.ones([6]))
    }
    #expect(throws: LinearAlgebraError.rankDeficient(rank: 2, columns: 3)) {
      try QRFactorization(normalMatrix(2, 3, seed: 1, Float.self)).solve(Tensor.ones([2]))
    }
    // The greatest number times the number of columns is infinite.
    #expect(try QRFactorization(Tensor(diagonal: Tensor([0x1p1023, 0x1p1000]))).rank == 2)
    #expect(try QRFactorization(Tensor<Double>.zeros([3, 2])).rank == 0)
    #expect(throws: LinearAlgebraError.notFinite(row: 2, column: 1)) {
      try QRFactorization(Tensor([0, 0, 0, 0, 0, Float.nan], shape: [3, 2]))
    }
  }
}
