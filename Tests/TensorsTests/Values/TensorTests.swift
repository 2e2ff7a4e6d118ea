import Testing

@testable import Tensors

@Suite struct TensorTests {
  @Test func copiesShareTheirStorageUntilOneIsWritten() {
    var a = counting(2, 3, type: Double.self)
    let b = a
    #expect(a.storage === b.storage)
    a[0, 0] = 10
    #expect(a.storage !== b.storage)
    #expect(b[0, 0] == 1)
    #expect(a[0, 0] == 10)
  }

  @Test func writingWithoutCopiesStaysInPlace() {
    var a = counting(2, 3, type: Double.self)
    let start = a.withUnsafeElements(\.baseAddress)
    a[1, 2] = 7
    a += 1
    a *= Tensor(repeating: 2, shape: [3])
    a.apply(.negate)
    a.add(Tensor.ones([2, 3]), scaledBy: 3)
    a.accumulate(productOf: Tensor.identity(2), Tensor.zeros([2, 3]))
    #expect(a.withUnsafeElements(\.baseAddress) == start)
    #expect(a == Tensor([-1, -3, -5, -7, -9, -13], shape: [2, 3]))
  }

  @Test func everyMutationLeavesOtherCopiesAlone() {
    let original = counting(3, 3, type: Float.self)
    let mutations: [(inout Tensor<Float>) -> Void] = [
      { $0[0, 0] = 5 }, { $0 += 1 }, { $0 *= $0 }, { $0.apply(.exp) },
      { $0.add($0, scaledBy: 2) }, { $0.replaceRows(from: 1, with: .zeros([1, 3])) },
      { $0.accumulate(productOf: $0, $0) }, { $0.withUnsafeMutableElements { $0[2] = 0 } },
    ]
    for mutate in mutations {
      var copy = original
      mutate(&copy)
      #expect(copy != original)
      #expect(original == counting(3, 3))
    }
  }

  @Test func elementsLieInRowMajorOrder() {
    let a = counting(2, 3, 4, type: Double.self)
    for i in 0..<2 {
      for j in 0..<3 {
        for k in 0..<4 { #expect(a[i, j, k] == Double(12 * i + 4 * j + k + 1)) }
      }
    }
  }

  @Test func storageIsAlignedForVectorRegisters() {
    for count in [0, 1, 3, 100] {
      let start = Tensor<Float>.zeros([count]).withUnsafeElements {
        UInt(bitPattern: $0.baseAddress)
      }
      #expect(start % 64 == 0)
    }
  }

  @Test func reshapingKeepsElementsAndStorage() {
    let a = counting(2, 6, type: Double.self)
    let b = a.reshaped(to: [3, 4])
    #expect(b.shape == [3, 4])
    #expect(b.elements == a.elements)
    #expect(b.storage === a.storage)
  }

  @Test func equalityComparesShapesAndElements() {
    #expect(counting(2, 3, type: Double.self) != counting(3, 2))
    #expect(Tensor([0.0]) == Tensor([-0.0]))
    #expect(Tensor([Double.nan]) != Tensor([Double.nan]))
  }

  @Test func aTensorWithoutAxesHoldsOneNumber() {
    let a = Tensor(3.5)
    #expect(a.shape.isEmpty)
    #expect(a.count == 1)
    #expect(a[] == 3.5)
  }
}
