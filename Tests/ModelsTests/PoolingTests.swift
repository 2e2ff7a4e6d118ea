import Calculus
import Models
import Tensors
import Testing

@Suite struct PoolingTests {
  private let x = Tensor<Double>([1, 5, 2, 0, 3, 4, 9, 9, 7], shape: [1, 9, 1])
  private let none = Parameters<Tensor<Double>>([])

  @Test func averagesAreOfWholeWindows() {
    #expect(AveragePooling(window: 2).apply(x, none).elements == [3, 1, 3.5, 9])
    let overlapping = AveragePooling(window: 4, stride: 2).apply(x, none)
    #expect(overlapping.elements == [2, 2.25, 6.25])
  }

  @Test func maximaAreOfWholeWindows() {
    #expect(MaximumPooling(window: 2).apply(x, none).elements == [5, 2, 4, 9])
    #expect(MaximumPooling(window: 3, stride: 2).apply(x, none).elements == [5, 3, 9, 9])
  }

  /// Places 6 and 7 tie in the window that they share.
  @Test func tiesShareTheDerivative() {
    let graph = Graph(inputs: [[Extents.rows, 9, 1]]) { v in
      [MaximumPooling(window: 2).apply(v[0], Parameters([]))]
    }
    let ones = Tensor<Double>(repeating: 1, shape: [1, 4, 1])
    let gradient = Program<Double>(graph.pullback())([x, ones])[0]
    #expect(gradient.elements == [0, 1, 1, 0, 0, 1, 0.5, 0.5, 0])
  }

  @Test func layersHaveNoParameters() {
    var stream = RandomStream(seed: 1)
    #expect(AveragePooling(window: 2).parameters.count == 0)
    #expect(MaximumPooling(window: 2).initialParameters(using: &stream) == [])
  }
}
