import COpenBLAS
import Tensors
import Testing

@Suite struct TensorProductsTests {
  /// Rows, columns and inner extent.
  static let extents = [
    (1, 1, 1), (2, 3, 4), (5, 1, 7), (1, 6, 3), (17, 33, 9), (64, 64, 64), (0, 3, 2), (3, 0, 2),
    (3, 2, 0),
  ]

  /// The product by the definition; exact for small integers.
  static func reference<Element: Scalar>(
    _ a: Tensor<Element>, _ b: Tensor<Element>
  ) -> Tensor<Element> {
    let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
    return Tensor(shape: [m, n]) { c in
      for i in 0..<m {
        for j in 0..<n {
          c[i * n + j] = (0..<k).reduce(0) { $0 + a[i, $1] * b[$1, j] }
        }
      }
    }
  }

  static func integers<Element: Scalar>(
    _ rows: Int, _ columns: Int, seed: UInt64, _: Element.Type
  ) -> Tensor<Element> {
    var stream = RandomStream(seed: seed)
    return Tensor(
      (0..<rows * columns).map { _ in Element(stream.integer(below: 19) - 9) },
      shape: [rows, columns])
  }

  @Test(arguments: Precision.all, extents)
  func productsAgreeWithTheDefinition(p: Precision, extents: (Int, Int, Int)) {
    let (m, n, k) = extents
    func check<Element: Scalar>(_ type: Element.Type) {
      let a = Self.integers(m, k, seed: 1, type)
      let b = Self.integers(k, n, seed: 2, type)
      let wanted = Self.reference(a, b)
      #expect(a.product(b) == wanted)
      #expect(a.transposed().product(b, transposing: .left) == wanted)
      #expect(a.product(b.transposed(), transposing: .right) == wanted)
      #expect(a.transposed().product(b.transposed(), transposing: .both) == wanted)
      guard n > 0 else { return }
      #expect(a.product(b.column(0)) == wanted.column(0))
      #expect(a.transposed().product(b.column(0), transposing: .left) == wanted.column(0))
    }
    check(p.type)
  }

  @Test(arguments: extents) func productsAccumulate(m: Int, n: Int, k: Int) {
    let a = Self.integers(m, k, seed: 1, Double.self)
    let b = Self.integers(k, n, seed: 2, Double.self)
    let start = Self.integers(m, n, seed: 3, Double.self)
    var c = start
    c.accumulate(productOf: a, b, scale: -2)
    #expect(c == start - 2 * Self.reference(a, b))
    c.accumulate(productOf: a, b.transposed(), transposing: .right, scale: 2)
    #expect(c == start)
  }

  @Test func productsIgnoreWhatMemoryHeld() {
    // A product that read its uninitialised result would meet these.
    for _ in 0..<4 { _ = Tensor<Double>(repeating: .nan, shape: [8, 8]) }
    #expect(Tensor<Double>.zeros([8, 8]).product(.zeros([8, 8])) == .zeros([8, 8]))
    #expect(Tensor<Double>.zeros([8, 8]).product(Tensor.zeros([8])) == .zeros([8]))
  }

  @Test func blasComputesOnOneThread() {
    _ = Tensor<Double>.identity(2).product(.identity(2))
    #expect(openblas_get_num_threads() == 1)
  }

  @Test func extentsThatDoNotMeetStop() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Double>.zeros([2, 3]).product(.zeros([2, 3]))
    }
  }
}
