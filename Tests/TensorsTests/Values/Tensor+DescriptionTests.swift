import Tensors
import Testing

@Suite struct TensorDescriptionTests {
  @Test func smallTensorsAreShownWhole() {
    #expect("\(Tensor(2.5))" == "2.5")
    #expect("\(Tensor([1.0, -2]))" == "[1.0, -2.0]")
    #expect("\(counting(2, 2, type: Float.self))" == "[[1.0, 2.0],\n [3.0, 4.0]]")
    #expect(
      "\(counting(2, 1, 2, type: Float.self))" == "[[[1.0, 2.0]],\n\n [[3.0, 4.0]]]")
    #expect("\(Tensor<Double>.zeros([0]))" == "[]")
  }

  @Test func longAxesAreShortened() {
    #expect("\(counting(9, type: Float.self))" == "[1.0, 2.0, 3.0, ..., 7.0, 8.0, 9.0]")
  }
}
