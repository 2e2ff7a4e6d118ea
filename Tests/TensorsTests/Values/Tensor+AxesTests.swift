import Tensors
import Testing

@Suite struct TensorAxesTests {
  @Test func transposingExchangesIndices() {
    let a = counting(3, 5, type: Float.self)
    let t = a.transposed()
    #expect(t.shape == [5, 3])
    for i in 0..<3 { for j in 0..<5 { #expect(t[j, i] == a[i, j]) } }
    #expect(t.transposed() == a)
  }

  @Test(arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
  func axesPermute(axes: [Int]) {
    let a = counting(2, 3, 4, type: Double.self)
    let b = a.permuted(axes: axes)
    #expect(b.shape == axes.map { a.shape[$0] })
    for i in 0..<2 {
      for j in 0..<3 {
        for k in 0..<4 {
          let at = axes.map { [i, j, k][$0] }
          #expect(b[at[0], at[1], at[2]] == a[i, j, k])
        }
      }
    }
    let back = (0..<3).map { axis in axes.firstIndex(of: axis) ?? 0 }
    #expect(b.permuted(axes: back) == a)
  }

  @Test func aNewAxisLetsAReductionMeetItsSource() {
    let a = counting(3, 4, type: Double.self)
    let centred = a - a.mean(over: 1).insertingAxis(at: 1)
    #expect(centred.sum(over: 1) == .zeros([3]))
    #expect(a.insertingAxis(at: 0).shape == [1, 3, 4])
    #expect(a.insertingAxis(at: 2).shape == [3, 4, 1])
  }
}
