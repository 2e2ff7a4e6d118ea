import CKernels
import Tensors
import Testing

/// The operands of one product, with room between the rows, and what the product should be.
private struct Product<S: Scalar> {
  let m: Int
  let n: Int
  let k: Int
  let transposed: Bool
  let accumulating: Bool
  let a: [S]
  let b: [S]
  let c: [S]
  let bias: [S]?
  let gap: Int

  var aRow: Int { transposed ? 1 : k + gap }
  var aColumn: Int { transposed ? m + gap : 1 }
  var bRow: Int { n + gap }
  var cRow: Int { n + 2 * gap }

  init(_ m: Int, _ n: Int, _ k: Int, using generator: inout TestGenerator) {
    (self.m, self.n, self.k) = (m, n, k)
    transposed = generator.below(2) == 0
    accumulating = generator.below(2) == 0
    gap = generator.below(3)
    a = generator.uniform((m + gap) * (k + gap))
    b = generator.uniform(k * (n + gap))
    c = generator.uniform(m * (n + 2 * gap))
    bias = generator.below(2) == 0 ? nil : generator.uniform(m)
  }

  /// C by the kernel, computing the columns of a range alone.
  func computed(_ columns: Range<Int>) -> [S] {
    var result = c
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        result.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          S.product(
            m: m, n: columns.count, k: k, a, rowStride: aRow, columnStride: aColumn,
            b + columns.lowerBound, rowStride: bRow, to: c + columns.lowerBound, rowStride: cRow,
            bias: bias, accumulating: accumulating)
        }
      }
    }
    return result
  }

  /// The largest error of an element, in units of what rounding k times may do; infinite when
  /// anything between the rows has changed.
  func error(of result: [S]) -> Double {
    var worst = 0.0
    for i in 0..<m {
      for j in 0..<cRow {
        let got = result[i * cRow + j]
        if j >= n {
          if got != c[i * cRow + j] { return .infinity }
          continue
        }
        var sum = accumulating ? Wide(c[i * cRow + j]) : 0
        if let bias { sum += Wide(bias[i]) }
        for p in 0..<k { sum += Wide(a[i * aRow + p * aColumn]) * Wide(b[p * bRow + j]) }
        // Terms are below 1, their sum's partial sums mostly below sqrt(k).
        let scale = Wide(S.ulpOfOne) * Wide(k + 2)
        worst = max(worst, Double(abs(Wide(got) - sum) / scale))
      }
    }
    return worst
  }
}

struct ProductKernelTests {
  #if DEBUG
  static let sizes = [0, 1, 2, 5, 13, 33]
  #else
  static let sizes = Array(0...33)
  #endif

  @Test(arguments: InstructionSet.available)
  func smallShapesEqualTheDefinition(set: InstructionSet) {
    set.run {
      checkSmall(Float.self)
      checkSmall(Double.self)
    }
  }

  private func checkSmall<S: Scalar>(_: S.Type) {
    var generator = TestGenerator(state: 5)
    for m in Self.sizes {
      for n in Self.sizes {
        for k in Self.sizes where (m + n + k) % 3 != 1 {
          let product = Product<S>(m, n, k, using: &generator)
          let error = product.error(of: product.computed(0..<n))
          #expect(error <= 1, "[\(m), \(k)] by [\(k), \(n)], \(S.self)")
        }
      }
    }
  }

  /// Shapes that cross the blocks of rows, of columns and of k, and short ones.
  static let shapes: [(m: Int, n: Int, k: Int)] = [
    (64, 2, 64), (64, 2, 257), (2, 64, 256), (130, 3, 70), (65, 4, 16), (17, 1, 300), (5, 70, 300),
    (13, 65, 520), (1, 130, 140), (40, 100, 130), (29, 31, 257),
  ]

  @Test(arguments: InstructionSet.available, shapes)
  func blocksJoinAndColumnsAreIndependent(set: InstructionSet, shape: (m: Int, n: Int, k: Int)) {
    set.run {
      check(shape, Float.self)
      check(shape, Double.self)
    }
  }

  private func check<S: Scalar>(_ shape: (m: Int, n: Int, k: Int), _: S.Type) {
    var generator = TestGenerator(state: 6)
    for _ in 0..<4 {
      let product = Product<S>(shape.m, shape.n, shape.k, using: &generator)
      let whole = product.computed(0..<shape.n)
      #if !DEBUG
      #expect(product.error(of: whole) <= 1, "\(S.self)")
      #endif
      // Any columns by themselves have the same bits.
      for start in Set([0, shape.n / 3, shape.n - 1]) {
        for count in [1, 2, 7, 14, 65] where start + count <= shape.n {
          let part = product.computed(start..<(start + count))
          let same = (0..<shape.m).allSatisfy { row in
            (start..<(start + count)).allSatisfy {
              part[row * product.cRow + $0] == whole[row * product.cRow + $0]
            }
          }
          #expect(same, "\(S.self), columns \(start) ..< \(start + count)")
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available) func notANumberComesThrough(set: InstructionSet) {
    let a: [Float] = [1, 2, .nan, 4]
    let b: [Float] = [1, .infinity, 3, 4]
    var c = [Float](repeating: 0, count: 4)
    set.run {
      Float.product(
        m: 2, n: 2, k: 2, a, rowStride: 2, columnStride: 1, b, rowStride: 2, to: &c, rowStride: 2,
        bias: nil, accumulating: false)
    }
    #expect(same(c, [7, .infinity, .nan, .nan]))
  }
}
