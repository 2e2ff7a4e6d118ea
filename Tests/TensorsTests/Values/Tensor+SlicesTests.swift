import Tensors
import Testing

@Suite struct TensorSlicesTests {
  let a = counting(4, 3, type: Double.self)

  @Test func rowsOfARange() {
    #expect(a.rows(1..<3).elements == [4, 5, 6, 7, 8, 9])
    #expect(a.rows(2..<2).shape == [0, 3])
    #expect(a.row(3) == Tensor([10, 11, 12]))
    #expect(counting(2, 2, 2, type: Float.self).row(1) == Tensor([5, 6, 7, 8], shape: [2, 2]))
    #expect(Tensor([4.0, 5]).row(1) == Tensor(5.0))
  }

  @Test func rowsByIndexMayRepeat() {
    #expect(a.rows(at: [3, 0, 3]).elements == [10, 11, 12, 1, 2, 3, 10, 11, 12])
    #expect(a.rows(at: []).shape == [0, 3])
    #expect(a.rows(at: [0, 1, 2, 3]) == a)
  }

  @Test func columnsOfARange() {
    #expect(a.columns(1..<3).elements == [2, 3, 5, 6, 8, 9, 11, 12])
    #expect(a.column(0) == Tensor([1, 4, 7, 10]))
    #expect(a.columns(1..<1).shape == [4, 0])
    #expect(a.columns(0..<2) == a.transposed().rows(0..<2).transposed())
    let b = counting(2, 2, 3, type: Double.self)
    #expect(b.columns(2..<3).elements == [3, 6, 9, 12])
  }

  @Test func replacedRowsAreFoundAgain() {
    var b = a
    let new = Tensor<Double>.zeros([2, 3])
    b.replaceRows(from: 1, with: new)
    #expect(b.rows(1..<3) == new)
    #expect(b.row(0) == a.row(0))
    #expect(b.row(3) == a.row(3))
  }

  @Test func indicesOutOfBoundsStop() async {
    await #expect(processExitsWith: .failure) { _ = Tensor<Float>.zeros([2, 2]).rows(at: [2]) }
    await #expect(processExitsWith: .failure) { _ = Tensor<Float>.zeros([2, 2]).rows(1..<3) }
    await #expect(processExitsWith: .failure) { _ = Tensor<Float>.zeros([2, 2]).column(-1) }
  }
}
