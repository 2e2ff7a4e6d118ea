import Tensors
import Testing

@Suite struct TensorPrecisionTests {
  @Test func singlesSurviveTheWayThroughDoubles() {
    let x = Tensor<Float>([1, -0.1, .infinity, .leastNonzeroMagnitude], shape: [2, 2])
    #expect(x.converted(to: Double.self).converted(to: Float.self) == x)
  }

  @Test func doublesAreRoundedToTheNearest() {
    let x = Tensor<Double>([0.1, 1 + 0x1p-25, 1e300], shape: [3, 1]).converted(to: Float.self)
    #expect(x == Tensor<Float>([0.1, 1, .infinity], shape: [3, 1]))
  }
}
