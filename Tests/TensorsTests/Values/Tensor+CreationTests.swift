import Tensors
import Testing

@Suite struct TensorCreationTests {
  @Test(arguments: [0, 1, 2, 7]) func identityIsNeutral(n: Int) {
    let a = counting(n, n, type: Double.self)
    #expect(a.product(.identity(n)) == a)
    #expect(Tensor<Double>.identity(n).diagonal == .ones([n]))
    #expect(Tensor<Double>.identity(n).sum() == Double(n))
  }

  @Test func aDiagonalRoundTrips() {
    let d = counting(5, type: Float.self)
    #expect(Tensor(diagonal: d).diagonal == d)
    #expect(counting(2, 3, type: Float.self).diagonal == Tensor([1, 5]))
    #expect(counting(3, 2, type: Float.self).diagonal == Tensor([1, 4]))
  }

  @Test func linearNumbersMeetBothEnds() {
    let t = Tensor<Double>.linear(from: 0.1, through: 0.7, count: 8)
    #expect(t[0] == 0.1)
    #expect(t[7] == 0.7)
    let steps = t.rows(1..<8) - t.rows(0..<7)
    #expect(distance(steps, Tensor(repeating: 0.6 / 7, shape: [7])) < 1)
  }
}
