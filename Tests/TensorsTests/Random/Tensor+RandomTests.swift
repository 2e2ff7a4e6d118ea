import Tensors
import Testing

@Suite struct TensorRandomTests {
  @Test(arguments: Precision.all) func tensorsHoldTheStreamsNumbersInOrder(p: Precision) {
    func check<Element: Scalar>(_ type: Element.Type) {
      var stream = RandomStream(seed: 9)
      var same = stream
      let x = Tensor<Element>.normal(shape: [3, 5], using: &stream)
      #expect(x.elements == (0..<15).map { _ in Element(same.normal()) })
      let y = Tensor<Element>.uniform(shape: [7], in: -1..<3, using: &stream)
      #expect(y.elements == (0..<7).map { _ in Element(same.uniform(in: -1..<3)) })
      #expect(stream.state == same.state)
    }
    check(p.type)
  }

  @Test func roundingNeverReachesTheUpperEnd() {
    var stream = RandomStream(seed: 9)
    // Two numbers only: half of what is drawn rounds to the upper end.
    let x = Tensor<Float>.uniform(shape: [100], in: 1..<Float(1).nextUp, using: &stream)
    #expect(x == .ones([100]))
  }
}
