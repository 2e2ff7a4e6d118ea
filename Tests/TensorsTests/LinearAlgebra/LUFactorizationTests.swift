import Tensors
import Testing

@Suite struct LUFactorizationTests {
  static let sizes = [1, 2, 3, 10, 50, 120]

  @Test(arguments: Precision.all, sizes) func factorsRebuildTheMatrix(p: Precision, n: Int) throws {
    func check<Element: Scalar>(_ type: Element.Type) throws {
      let a = normalMatrix(n, n, seed: 5, type)
      let lu = try LUFactorization(a)
      #expect(lu.lower.diagonal == .ones([n]))
      #expect(lu.lower.absolute().maximum() <= 1)
      #expect(
        distance(a.rows(at: lu.permutation), lu.lower.product(lu.upper))
          < roundings(10, size: n))
    }
    try check(p.type)
  }

  @Test(arguments: Precision.all, sizes) func solvingUndoesMultiplying(p: Precision, n: Int) throws
  {
    func check<Element: Scalar>(_ type: Element.Type) throws {
      // Far from singular: the identity and a small disturbance.
      let a = Tensor.identity(n) + normalMatrix(n, n, seed: 5, type) / Element(4 * n)
      let lu = try LUFactorization(a)
      let x = normalMatrix(n, 7, seed: 6, type)
      #expect(distance(lu.solve(a.product(x)), x) < roundings(4, size: n))
      #expect(
        distance(lu.solveTransposed(a.product(x, transposing: .left)), x) < roundings(4, size: n))
      let v = x.column(0)
      #expect(distance(lu.solve(a.product(v)), v) < roundings(2, size: n))
      #expect(
        distance(lu.solveTransposed(a.product(v, transposing: .left)), v) < roundings(2, size: n))
      #expect(distance(lu.inverse().product(a), .identity(n)) < roundings(2, size: n))
    }
    try check(p.type)
  }

  @Test(arguments: [1, 4, 33]) func rowsAreSolvedInPlaceAsColumnsAre(n: Int) throws {
    let lu = try LUFactorization(normalMatrix(n, n, seed: 5, Double.self))
    let b = normalMatrix(6, n, seed: 6, Double.self)
    let scale = lu.inverse().absolute().maximum()
    var rows = b
    rows.withUnsafeMutableElements { x in
      if let start = x.baseAddress { lu.solve(rows: start, count: 6) }
    }
    #expect(
      distance(rows / scale, lu.solve(b.transposed()).transposed() / scale) < roundings(8, size: n))
    rows = b
    rows.withUnsafeMutableElements { x in
      if let start = x.baseAddress { lu.solveTransposed(rows: start, count: 6) }
    }
    #expect(
      distance(rows / scale, lu.solveTransposed(b.transposed()).transposed() / scale)
        < roundings(8, size: n))
  }

  /// The Hilbert matrix `1 / (i + j + 1)` times 360360, so that its elements are whole up to n = 7.
  static func hilbert(_ n: Int) -> Tensor<Double> {
    Tensor((0..<n * n).map { 360360 / Double($0 / n + $0 % n + 1) }, shape: [n, n])
  }

  static func binomial(_ n: Int, _ k: Int) -> Int {
    k == 0 ? 1 : binomial(n - 1, k - 1) * n / k
  }

  /// > Source: Knuth, The Art of Computer Programming 1, section 1.2.3, exercise 45.
  @Test(arguments: 1...7) func theHilbertMatrixHasAnInverseOfIntegers(n: Int) throws {
    let wanted = Tensor<Double>(
      (0..<n * n).map {
        let (i, j) = ($0 / n, $0 % n)
        let sign = (i + j).isMultiple(of: 2) ? 1 : -1
        return Double(
          sign * (i + j + 1) * Self.binomial(n + i, n - j - 1) * Self.binomial(n + j, n - i - 1)
            * Self.binomial(i + j, i) * Self.binomial(i + j, i))
      }, shape: [n, n])
    let lu = try LUFactorization(Self.hilbert(n))
    let error = (lu.inverse() * 360360 - wanted).norm / wanted.norm
    #expect(error < 0.1 * .ulpOfOne / lu.reciprocalCondition)
  }

  @Test(arguments: Precision.all) func theDeterminantOfVandermonde(p: Precision) throws {
    func check<Element: Scalar>(_ type: Element.Type) throws {
      let nodes: [Element] = [3, 1, -2, 0.5, 4]
      let a = Tensor(
        stacking: (0..<5).map { power in
          Tensor(nodes.map { node in (0..<power).reduce(1) { product, _ in product * node } })
        }, along: 1)
      var wanted: Element = 1
      for i in 0..<5 { for j in 0..<i { wanted *= nodes[i] - nodes[j] } }
      let lu = try LUFactorization(a)
      #expect(abs(lu.determinant / wanted - 1) < 8 * .ulpOfOne)
      #expect(abs(lu.logAbsoluteDeterminant - Element.log(abs(wanted))) < 32 * .ulpOfOne)
      let exchanged = try LUFactorization(a.rows(at: [1, 0, 2, 3, 4]))
      #expect(abs(exchanged.determinant / wanted + 1) < 8 * .ulpOfOne)
    }
    try check(p.type)
  }

  /// Partial products leave the range of numbers; the determinant does not.
  @Test func theDeterminantStaysInRangeWhereItsFactorsDoNot() throws {
    for factors in [
      [0x1p-900, -0x1p-900, 0x1p900, 0x1.8p900], [0x1.8p900, 0x1p900, -0x1p-1000, 0x1p-800],
    ] {
      let lu = try LUFactorization(Tensor(diagonal: Tensor(factors)))
      #expect(lu.determinant == -1.5)
      let squares = Tensor(factors.map(abs))
      let cholesky = try CholeskyFactorization(Tensor(diagonal: squares))
      #expect(abs(cholesky.determinant / 1.5 - 1) < 2 * .ulpOfOne)
    }
    #expect(
      try LUFactorization(Tensor(diagonal: Tensor([1e200, -1e200]))).determinant == -.infinity)
    #expect(try LUFactorization(Tensor(diagonal: Tensor([1e-200, 1e-200]))).determinant == 0)
    #expect(try LUFactorization(Tensor<Double>.zeros([0, 0])).determinant == 1)
  }

  @Test(arguments: [1.0, 1e-3, 1e-6, 1e-12]) func theConditionOfADiagonalIsKnown(
    least: Double
  ) throws {
    let lu = try LUFactorization(Tensor(diagonal: Tensor([1, least, 0.5])))
    #expect(abs(lu.reciprocalCondition / min(least, 0.5) - 1) < 4 * .ulpOfOne)
  }

  @Test func singularMatricesAreNamed() {
    #expect(throws: LinearAlgebraError.singular(column: 1, size: 2)) {
      try LUFactorization(Tensor([1.0, 2, 2, 4], shape: [2, 2]))
    }
    #expect(throws: LinearAlgebraError.singular(column: 0, size: 3)) {
      try LUFactorization(Tensor<Float>.zeros([3, 3]))
    }
    #expect(throws: LinearAlgebraError.notFinite(row: 1, column: 0)) {
      try LUFactorization(Tensor([1.0, 2, .nan, .infinity], shape: [2, 2]))
    }
  }
}

extension Scalar {
  static func log(_ x: Self) -> Self { Tensor(x).log()[] }
}
