import Tensors
import Testing

@Suite struct TensorJoiningTests {
  @Test func slicesJoinToTheWhole() {
    let a = counting(4, 5, type: Float.self)
    #expect(Tensor(concatenating: [a.rows(0..<1), a.rows(1..<1), a.rows(1..<4)]) == a)
    #expect(Tensor(concatenating: [a.columns(0..<2), a.columns(2..<5)], along: 1) == a)
    #expect(Tensor(stacking: (0..<4).map(a.row)) == a)
    #expect(Tensor(stacking: (0..<5).map(a.column), along: 1) == a)
  }

  @Test func middleAxesJoin() {
    let a = counting(2, 1, 3, type: Double.self)
    let b = counting(2, 2, 3, type: Double.self) * 10
    let c = Tensor(concatenating: [a, b], along: 1)
    #expect(c.shape == [2, 3, 3])
    #expect(c.elements == [1, 2, 3, 10, 20, 30, 40, 50, 60, 4, 5, 6, 70, 80, 90, 100, 110, 120])
  }
}
