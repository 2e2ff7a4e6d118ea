import CKernels
import Tensors
import Testing

struct CopyKernelTests {
  #if DEBUG
  private let rounds = 100
  #else
  private let rounds = 3000
  #endif

  @Test(arguments: InstructionSet.available)
  func randomBoxesEqualTheDefinition(set: InstructionSet) {
    set.run {
      check(Float.self)
      check(Double.self)
    }
  }

  /// Boxes whose y is contiguous, in some order of the axes, and whose x is too, in another order,
  /// but for axes that repeat an element or run backwards.
  private func check<S: Scalar>(_: S.Type) {
    var generator = TestGenerator(state: 10)
    for _ in 0..<rounds {
      let rank = generator.below(5)
      let extents = (0..<rank).map { _ in 1 + generator.below(rank < 3 ? 40 : 6) }
      let count = extents.reduce(1, *)
      var (xStrides, start) = strides(of: extents, using: &generator)
      let (yStrides, _) = strides(of: extents, using: &generator, plain: true)
      if rank > 0, generator.below(4) == 0 {
        let axis = generator.below(rank)
        if xStrides[axis] < 0 { start += xStrides[axis] * (extents[axis] - 1) }
        xStrides[axis] = 0
      }
      let x: [S] = generator.uniform(count)
      let y: [S] = generator.uniform(count + 1)
      for accumulating in [false, true] {
        let result = copied(
          extents, x, start, xStrides, y, yStrides, accumulating: accumulating)
        var expected = y
        for flat in 0..<count {
          let (from, to) = (offset(flat, extents, xStrides), offset(flat, extents, yStrides))
          expected[to] = x[start + from] + (accumulating ? y[to] : 0)
        }
        #expect(result == expected, "\(extents) from \(xStrides) to \(yStrides)")
      }
    }
  }

  private func strides(
    of extents: [Int], using generator: inout TestGenerator, plain: Bool = false
  ) -> (strides: [Int], start: Int) {
    var strides = [Int](repeating: 0, count: extents.count)
    var (next, start) = (1, 0)
    for axis in extents.indices.shuffled(using: &generator) {
      let backwards = !plain && generator.below(6) == 0
      strides[axis] = backwards ? -next : next
      if backwards { start += next * (extents[axis] - 1) }
      next *= extents[axis]
    }
    return (strides, start)
  }

  private func offset(_ flat: Int, _ extents: [Int], _ strides: [Int]) -> Int {
    var (rest, offset) = (flat, 0)
    for axis in extents.indices.reversed() {
      offset += rest % extents[axis] * strides[axis]
      rest /= extents[axis]
    }
    return offset
  }

  private func copied<S: Scalar>(
    _ extents: [Int], _ x: [S], _ start: Int, _ xStrides: [Int], _ y: [S], _ yStrides: [Int],
    accumulating: Bool
  ) -> [S] {
    var result = y
    extents.withUnsafeBufferPointer { extents in
      x.withUnsafeBufferPointer { x in
        guard let base = x.baseAddress else { return }
        S.copy(
          extents: extents, base + start, strides: xStrides, to: &result, strides: yStrides,
          accumulating: accumulating)
      }
    }
    return result
  }

  @Test(arguments: InstructionSet.available) func emptyBoxesCopyNothing(set: InstructionSet) {
    let result = set.run {
      copied([3, 0], [1.0], 0, [1, 1], [5.0], [1, 1], accumulating: false)
    }
    #expect(result == [5])
  }

  /// Adding along a repeated target is a sum.
  @Test(arguments: InstructionSet.available) func accumulatingIntoOneElement(set: InstructionSet) {
    let x = (0..<35).map { Float($0) }
    let result = set.run {
      copied([7, 5], x, 0, [5, 1], [1, 1, 1, 1, 1], [0, 1], accumulating: true)
    }
    let expected: [Float] = [106, 113, 120, 127, 134]
    #expect(result == expected)
  }
}
