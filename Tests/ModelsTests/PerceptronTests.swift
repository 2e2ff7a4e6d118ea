import Calculus
import Models
import Tensors
import Testing

@Suite struct PerceptronTests {
  private let network = Perceptron(widths: [2, 3, 1], activation: .relu)

  @Test func layoutNamesEachMap() {
    #expect(
      network.parameters
        == ParameterLayout([
          "layer0.weight": [2, 3], "layer0.bias": [3], "layer1.weight": [3, 1], "layer1.bias": [1],
        ]))
    #expect(network.parameters.count == 13)
  }

  @Test func valueIsThatByHand() {
    let theta = Parameters<Tensor<Double>>([
      Tensor([1, 2, -3, 0.5, -1, -1], shape: [2, 3]), Tensor([0, 0, 0.5]),
      Tensor([7, 0.25, 9], shape: [3, 1]), Tensor([-1]),
    ])
    let y = network.apply(Tensor<Double>([1, -2, 1, 0], shape: [2, 2]), theta)
    // First row: (1 − 2·0.5, 2 + 2, −3 + 2 + 0.5) = (0, 4, −0.5), rectified (0, 4, 0), and 1 − 1.
    // Second row: (1, 2, −2.5), rectified (1, 2, 0), and 7 + 0.5 − 1.
    #expect(y == Tensor([0, 6.5], shape: [2, 1]))
  }

  /// Numbers as NumPy computes tanh(x W0 + b0) W1 + b1.
  @Test func valueWithTanhIsNumPys() {
    let network = Perceptron(widths: [2, 2, 2], activation: .tanh)
    let theta = Parameters<Tensor<Double>>([
      Tensor([0.1, -0.2, 0.3, 0.4], shape: [2, 2]), Tensor([0.05, -0.05]),
      Tensor([1.5, -0.5, 0.25, 2], shape: [2, 2]), Tensor([0.01, 0.02]),
    ])
    let y = network.apply(Tensor<Double>([0.7, -1.3], shape: [1, 2]), theta)
    for (found, expected) in zip(y.elements, [-0.5381064614125161, -1.0695412478975865]) {
      #expect(abs(found - expected) < 1e-15)
    }
  }

  @Test func initialWeightsFillTheirBoundsAndBiasesAreZero() {
    let network = Perceptron(widths: [40, 60, 40], activation: .relu, outputGain: 0.5)
    var stream = RandomStream(seed: 1)
    let values = network.initialParameters(using: &stream)
    #expect(values.count == network.parameters.count)
    let segments = network.parameters.segments
    for (layer, gain) in [1.4142135623730951, 0.5].enumerated() {
      let weights = values[segments[2 * layer].range]
      let bound = gain * (6.0 / 100).squareRoot()
      #expect(weights.allSatisfy { abs($0) <= bound })
      #expect((weights.map(abs).max() ?? 0) > 0.99 * bound)
      // A uniform law on ±bound: mean 0, variance bound²/3, within four standard errors.
      let count = Double(weights.count)
      let mean = weights.reduce(0, +) / count
      let variance = weights.reduce(0) { $0 + $1 * $1 } / count
      #expect(abs(mean) < 4 * bound / (3 * count).squareRoot())
      #expect(abs(variance / (bound * bound / 3) - 1) < 4 * (0.8 / count).squareRoot())
      #expect(values[segments[2 * layer + 1].range].allSatisfy { $0 == 0 })
    }
  }

  @Test func initialWeightsRepeatWithTheirSeed() {
    var one = RandomStream(seed: 5)
    var two = RandomStream(seed: 5)
    var other = RandomStream(seed: 6)
    let values = network.initialParameters(using: &one)
    #expect(values == network.initialParameters(using: &two))
    #expect(values != network.initialParameters(using: &other))
  }
}
