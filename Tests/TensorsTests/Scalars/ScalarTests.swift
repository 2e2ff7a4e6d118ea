import CKernels
import Tensors
import Testing

/// The kernels have tests of their own; these show that each requirement of `Scalar` reaches its
/// kernel with its arguments in place, in both precisions.
@Suite struct ScalarTests {
  @Test func namesTellThePrecision() {
    #expect(Float.precisionName == "float32")
    #expect(Double.precisionName == "float64")
  }

  @Test func productsTakeStridesAndBias() {
    func check<Element: Scalar>(_: Element.Type) {
      // A is the transpose of a stored [2, 3], read by columns; B lies in rows of 4.
      let a: [Element] = [1, 2, 3, 4, 5, 6]
      let b: [Element] = [1, 0, 2, -1, 0, 1, 1, -1]
      var c = [Element](repeating: 100, count: 15)
      Element.product(
        m: 3, n: 3, k: 2, a, rowStride: 1, columnStride: 3, b, rowStride: 4, to: &c, rowStride: 5,
        bias: [10, 20, 30], accumulating: false)
      #expect(c == [11, 14, 16, 100, 100, 22, 25, 29, 100, 100, 33, 36, 42, 100, 100])
      Element.product(
        m: 3, n: 3, k: 2, a, rowStride: 1, columnStride: 3, b, rowStride: 4, to: &c, rowStride: 5,
        bias: nil, accumulating: true)
      #expect(c == [12, 18, 22, 100, 100, 24, 30, 38, 100, 100, 36, 42, 54, 100, 100])
    }
    for p in Precision.all { check(p.type) }
  }

  @Test(arguments: [false, true]) func stagesCombine(stepPerRow: Bool) {
    func check<Element: Scalar>(_: Element.Type) {
      let x: [Element] = [1, 2, 3, 4]
      let k0: [Element] = [1, 1, 2, 2]
      let k1: [Element] = [4, 8, 12, 16]
      let h: [Element] = stepPerRow ? [1, 2] : [0.5]
      var y = [Element](repeating: 0, count: 4)
      k0.withUnsafeBufferPointer { k0 in
        k1.withUnsafeBufferPointer { k1 in
          let weights: [Element] = [2, 0.25]
          weights.withUnsafeBufferPointer { weights in
            Element.combine(
              rows: 2, columns: 2, x, h: h, stepPerRow: stepPerRow, weights: weights,
              [k0.baseAddress, k1.baseAddress], to: &y)
          }
        }
      }
      #expect(y == (stepPerRow ? [4, 6, 17, 20] : [2.5, 4, 6.5, 8]))
    }
    for p in Precision.all { check(p.type) }
  }

  @Test func errorNormsWeighTheLargerState() {
    func check<Element: Scalar>(_: Element.Type) {
      var norms: [Element] = [0, 0]
      Element.errorNorm(
        rows: 2, columns: 2, [1, 1, 3, 4], [0, 3, 0, 0], [-1, 1, 0, 0], absolute: 1, relative: 1,
        to: &norms)
      let wanted = [Element(5.0 / 32).squareRoot(), Element(12.5).squareRoot()]
      #expect(distance(Tensor(norms), Tensor(wanted)) < 4)
    }
    for p in Precision.all { check(p.type) }
  }

  @Test func copiesAccumulate() {
    func check<Element: Scalar>(_: Element.Type) {
      var y: [Element] = [1, 1, 1, 1, 1, 1]
      [2, 3].withUnsafeBufferPointer { extents in
        Element.copy(
          extents: extents, [5, 6], strides: [1, 0], to: &y, strides: [1, 2], accumulating: true)
      }
      #expect(y == [6, 7, 6, 7, 6, 7])
    }
    for p in Precision.all { check(p.type) }
  }

  @Test func scaledSumsFillsAndMultiplyAdds() {
    func check<Element: Scalar>(_: Element.Type) {
      var y: [Element] = [1, 2]
      Element.scaleAdd(3, [10, 20], 2, to: &y, count: 2)
      #expect(y == [32, 64])
      Element.fill(&y, with: 7, count: 1)
      #expect(y == [7, 64])
      Element.apply(.multiplyAdd, [2, 3], [4, 5], [6, 7], to: &y, count: 2)
      #expect(y == [14, 22])
      Element.apply(.subtractProduct, [2, 3], [4, 5], [6, 7], to: &y, count: 2)
      #expect(y == [-2, -8])
    }
    for p in Precision.all { check(p.type) }
  }

  @Test func aFusedRunIsExecuted() {
    func check<Element: Scalar>(_: Element.Type) {
      let loads = [fl_load(slot: 0, spread: 0), fl_load(slot: 1, spread: 1)]
      let stores: [UInt32] = [2]
      let multiply = UInt8(FL_BINARY_BASE) + UInt8(BinaryOperation.multiply.rawValue)
      let code = [fl_instruction(operation: multiply, out: 2, a: 0, b: 1, c: 0, d: 0)]
      var x: [Element] = [1, 2, 3, 4, 5, 6]
      var weights: [Element] = [10, 20, 30]
      var y = [Element](repeating: 0, count: 6)
      x.withUnsafeMutableBufferPointer { x in
        weights.withUnsafeMutableBufferPointer { weights in
          y.withUnsafeMutableBufferPointer { y in
            loads.withUnsafeBufferPointer { loads in
              stores.withUnsafeBufferPointer { stores in
                code.withUnsafeBufferPointer { code in
                  var run = fl_run(
                    load_count: 2, store_count: 1, temporary_count: 0, instruction_count: 1,
                    loads: loads.baseAddress, stores: stores.baseAddress,
                    instructions: code.baseAddress)
                  var scratch = [Element](
                    repeating: 0, count: max(1, Element.scratchCount(of: &run)))
                  Element.execute(
                    &run, slots: [x.baseAddress, weights.baseAddress, y.baseAddress], rows: 2,
                    columns: 3, scratch: &scratch)
                }
              }
            }
          }
        }
      }
      #expect(y == [10, 40, 90, 40, 100, 180])
    }
    for p in Precision.all { check(p.type) }
  }
}
