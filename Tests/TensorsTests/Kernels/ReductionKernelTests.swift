import CKernels
import Tensors
import Testing

private typealias Extents = (outer: Int, count: Int, inner: Int)

struct ReductionKernelTests {
  private static let extents: [Extents] =
    [0, 1, 2, 3, 8, 65].flatMap { inner in
      [0, 1, 2, 7, 16, 33, 300].flatMap { count in
        [1, 3].map { (outer: $0, count: count, inner: inner) }
      }
    } + [(1, 5000, 1), (2, 17, 1300), (0, 4, 4), (1, 700, 2)]

  @Test(arguments: InstructionSet.available) func sumsEqualTheDefinition(set: InstructionSet) {
    set.run {
      checkSums(Float.self)
      checkSums(Double.self)
    }
  }

  private func checkSums<S: Scalar>(_: S.Type) {
    var generator = TestGenerator(state: 7)
    for e in Self.extents {
      let x: [S] = generator.uniform(e.outer * e.count * e.inner)
      let start: [S] = generator.uniform(e.outer * e.inner)
      for accumulating in [false, true] {
        var y = start
        S.sum(
          outer: e.outer, count: e.count, inner: e.inner, x, to: &y, accumulating: accumulating)
        var worst = 0.0
        for i in y.indices {
          let terms = column(i, of: x, e)
          let sum = terms.reduce(accumulating ? Wide(start[i]) : 0) { $0 + Wide($1) }
          let size = terms.reduce(1) { $0 + abs(Wide($1)) }
          worst = max(worst, Double(abs(Wide(y[i]) - sum) / (size * Wide(S.ulpOfOne))))
        }
        #expect(worst <= 3, "\(e), \(S.self)")
      }
    }
  }

  /// The numbers that reduce to element i.
  private func column<S: Scalar>(_ i: Int, of x: [S], _ e: Extents) -> [S] {
    let (o, c) = (i / e.inner, i % e.inner)
    return (0..<e.count).map { x[(o * e.count + $0) * e.inner + c] }
  }

  @Test(arguments: InstructionSet.available) func maximaEqualTheDefinition(set: InstructionSet) {
    set.run {
      checkMaxima(Float.self)
      checkMaxima(Double.self)
    }
  }

  private func checkMaxima<S: Scalar>(_: S.Type) {
    var generator = TestGenerator(state: 8)
    for e in Self.extents {
      var x: [S] = generator.uniform(e.outer * e.count * e.inner).map { $0 - 2 }
      if x.count > 20 { x[x.count - 2] = .nan }
      var y = [S](repeating: 0, count: e.outer * e.inner)
      S.maximum(outer: e.outer, count: e.count, inner: e.inner, x, to: &y)
      let expected = y.indices.map { i in
        column(i, of: x, e).reduce(-S.infinity) { $0.isNaN || $1.isNaN ? .nan : max($0, $1) }
      }
      #expect(same(y, expected), "\(e), \(S.self)")
    }
  }

  @Test(arguments: InstructionSet.available) func notANumberComesThroughSums(set: InstructionSet) {
    set.run {
      for count in [1, 3, 40, 5000] {
        var x = [Double](repeating: 1, count: count)
        x[count / 2] = .nan
        var y = [0.0]
        Double.sum(outer: 1, count: count, inner: 1, x, to: &y, accumulating: false)
        #expect(y[0].isNaN)
        #expect(Double.dot(x, x, count: count).isNaN)
      }
    }
  }

  @Test(arguments: InstructionSet.available) func dotProducts(set: InstructionSet) {
    set.run {
      checkDots(Float.self)
      checkDots(Double.self)
    }
  }

  private func checkDots<S: Scalar>(_: S.Type) {
    var generator = TestGenerator(state: 9)
    for count in [0, 1, 2, 15, 16, 17, 63, 64, 100, 1000, 4097, 10_000] {
      let (a, b): ([S], [S]) = (generator.uniform(count), generator.uniform(count))
      let products = zip(a, b).map { Wide($0) * Wide($1) }
      let size = products.reduce(1) { $0 + abs($1) }
      let error = abs(Wide(S.dot(a, b, count: count)) - products.reduce(0, +))
      #expect(Double(error / (size * Wide(S.ulpOfOne))) <= 3, "\(count), \(S.self)")
    }
  }

  /// In single precision, where a plain loop would be off by some hundred units.
  @Test(arguments: InstructionSet.available) func longSumsStayAccurate(set: InstructionSet) {
    let count = 300_000
    let x = [Float](repeating: 0.1, count: count)
    let expected = Wide(Float(0.1)) * Wide(count)
    set.run {
      for (rows, columns) in [(count, 1), (count / 3, 3), (count / 100, 100)] {
        var y = [Float](repeating: 0, count: columns)
        Float.sum(outer: 1, count: rows, inner: columns, x, to: &y, accumulating: false)
        let relative = abs(Wide(y[0]) * Wide(columns) / expected - 1)
        #expect(relative < 100 * Wide(Float.ulpOfOne), "\(rows) by \(columns)")
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func everyPlaceIsLookedAtForFiniteness(set: InstructionSet) {
    set.run {
      for count in [0, 1, 16, 37, 1500] {
        var x = [Float](repeating: .greatestFiniteMagnitude, count: count)
        #expect(Float.allFinite(x, count: count))
        for (i, bad) in zip(stride(from: 0, to: count, by: 7), cycle([.nan, -.infinity])) {
          x[i] = bad
          #expect(!Float.allFinite(x, count: count), "\(i) of \(count)")
          x[i] = 0
        }
      }
    }
  }

  private func cycle(_ values: [Float]) -> some Sequence<Float> {
    sequence(state: 0) { (i: inout Int) in
      i += 1
      return values[i % values.count]
    }
  }
}
