import Tensors
import Testing

/// Products of rows with rows, against their definition in higher precision.
struct ContractionKernelTests {
  static let shapes = [
    (1, 1, 1), (2, 64, 64), (64, 2, 64), (3, 5, 17), (16, 1, 40), (17, 1, 33), (9, 9, 250),
    (4, 4, 0),
    (0, 3, 5), (13, 7, 600), (70, 33, 129), (64, 64, 64), (81, 40, 300), (5, 70, 30), (18, 1, 250),
  ]

  @Test(arguments: InstructionSet.available, shapes)
  func contractionsEqualTheDefinition(set: InstructionSet, shape: (Int, Int, Int)) {
    set.run {
      for accumulating in [false, true] {
        for turned in [false, true] {
          check(shape, accumulating, partially: false, turned: turned, Float.self)
          check(shape, accumulating, partially: false, turned: turned, Double.self)
        }
      }
      check(shape, true, partially: true, turned: true, Float.self)
      check(shape, true, partially: true, turned: true, Double.self)
    }
  }

  /// A and B with room between their rows, C transposed or not; twice into partial sums, if these are asked
  /// for.
  private func check<S: Scalar>(
    _ shape: (Int, Int, Int), _ accumulating: Bool, partially: Bool, turned: Bool,
    _: S.Type
  ) {
    let (m, n, k) = shape
    let (row, column) = turned ? (1, m) : (n, 1)
    var generator = TestGenerator(state: UInt64(m + 100 * n + 10_000 * k))
    let a: [S] = generator.uniform(m * (k + 3))
    let b: [S] = generator.uniform(n * (k + 1))
    let start: [S] = generator.uniform(m * n)
    var c = start
    var partial = [S](repeating: 0, count: m * n * S.partialStride)
    func contract(to c: UnsafeMutablePointer<S>) {
      S.contract(
        m: m, n: n, k: k, a, rowStride: k + 3, b, rowStride: k + 1, to: c, rowStride: row,
        columnStride: column, accumulating: accumulating, partially: partially)
    }
    if partially {
      contract(to: &partial)
      contract(to: &partial)
      S.joinPartial(partial, to: &c, count: m * n)
    } else {
      contract(to: &c)
    }
    var worst = 0.0
    for i in 0..<m {
      for j in 0..<n {
        var sum: Wide = 0
        for p in 0..<k { sum += Wide(a[i * (k + 3) + p]) * Wide(b[j * (k + 1) + p]) }
        let expected =
          (partially ? 2 : 1) * sum + (accumulating ? Wide(start[i * row + j * column]) : 0)
        let scale = Wide(S.ulpOfOne) * Wide(k + 2)
        worst = max(worst, Double(abs(Wide(c[i * row + j * column]) - expected) / scale))
      }
    }
    #expect(worst <= 1, "[\(m), \(k)] by [\(n), \(k)], \(S.self)")
  }
}
