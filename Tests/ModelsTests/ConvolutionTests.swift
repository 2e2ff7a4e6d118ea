import Calculus
import Models
import Tensors
import Testing

@Suite struct ConvolutionTests {
  /// A kernel that adds up places: what lies to the right, and what lies around.
  @Test func valueIsTheSumOverTheWindowPlusTheBias() {
    let layer = Convolution(window: [1, 3], inputs: 1, outputs: 2)
    #expect(layer.parameters == ParameterLayout(["kernel": [1, 3, 1, 2], "bias": [2]]))
    let theta = Parameters<Tensor<Double>>([
      Tensor([0, 1, 0, 1, 1, 1], shape: [1, 3, 1, 2]), Tensor([10, 0]),
    ])
    let x = Tensor<Double>([1, 2, 3, 4], shape: [1, 1, 4, 1])
    let expected = Tensor<Double>([12, 3, 13, 6, 14, 9, 10, 7], shape: [1, 1, 4, 2])
    #expect(layer.apply(x, theta) == expected)
  }

  @Test func convolutionWithoutBiasIsTheSumOverTheWindow() {
    let layer = Convolution(window: [3], inputs: 1, outputs: 1, hasBias: false)
    #expect(layer.parameters == ParameterLayout(["kernel": [3, 1, 1]]))
    let kernel = Parameters([Tensor<Double>([1, 1, 0], shape: [3, 1, 1])])
    let y = layer.apply(Tensor<Double>([1, 2, 3, 4], shape: [1, 4, 1]), kernel)
    #expect(y == Tensor([1, 3, 5, 7], shape: [1, 4, 1]))
    var stream = RandomStream(seed: 3)
    #expect(layer.initialParameters(using: &stream).count == 3)
  }

  @Test func stridesAndPaddingSetTheExtents() {
    let layer = Convolution(window: [5], inputs: 2, outputs: 3, stride: 2, padding: .zeros(1))
    let graph = Graph(inputs: [[Extents.rows, 9, 2], [5, 2, 3], [3]]) { v in
      [layer.apply(v[0], Parameters([v[1], v[2]]))]
    }
    #expect(graph.outputShapes == [[Extents.rows, 4, 3]])
    #expect(graph.isRowWise)
  }

  /// Uniform values of the variance 2 / (fan in + fan out): within four standard errors.
  @Test func firstKernelsHaveGlorotsVariance() {
    let layer = Convolution(window: [5, 5], inputs: 8, outputs: 16)
    var stream = RandomStream(seed: 3)
    let values = layer.initialParameters(using: &stream)
    let kernel = values.prefix(25 * 8 * 16)
    let square = kernel.reduce(0) { $0 + $1 * $1 } / Double(kernel.count)
    let expected = 2 / Double(25 * 24)
    #expect(abs(square / expected - 1) < 4 * (0.8 / Double(kernel.count)).squareRoot())
    #expect(values.suffix(16).allSatisfy { $0 == 0 })
  }
}
