import Calculus
import Models
import Tensors
import Testing

@Suite struct NormalizedPerceptronTests {
  private let network = NormalizedPerceptron(widths: [3, 5, 2], activation: .relu, epsilon: 1e-4)

  @Test func parametersAreNamedMapByMap() {
    #expect(
      network.parameters
        == ParameterLayout([
          "layer0.weight": [3, 5], "layer0.scale": [5], "layer0.shift": [5],
          "layer1.weight": [5, 2], "layer1.scale": [2], "layer1.shift": [2],
        ]))
    #expect(network.weightNames == ["layer0.weight", "layer1.weight"])
    var stream = RandomStream(seed: 1)
    let values = network.initialParameters(using: &stream)
    #expect(values.count == network.parameters.count)
    #expect(Array(values[15..<25]) == [1, 1, 1, 1, 1, 0, 0, 0, 0, 0])
    let bound = 2.0.squareRoot() * (6.0 / 8).squareRoot()
    #expect(values[..<15].allSatisfy { abs($0) <= bound })
    #expect((values[..<15].map(abs).max() ?? 0) > bound / 2)
  }

  /// With the batch's own statistics the row-wise form gives what the training form gave.
  @Test func formsAgreeOnTheBatchOfTheStatistics() {
    var stream = RandomStream(seed: 2)
    let theta = Parameters(
      network.parameters.segments.map { Tensor<Double>.normal(shape: $0.shape, using: &stream) })
    let x = Tensor<Double>.normal(shape: [7, 3], using: &stream)
    let (output, batch) = network.apply(x, theta)
    let statistics = batch.map { mean, variance in
      var statistics = RunningStatistics(channels: mean.count)
      statistics.update(mean: mean, variance: variance, fraction: 1)
      return statistics
    }
    let frozen = network.inference(with: statistics)
    #expect((frozen.apply(x, theta) - output).absolute().maximum() < 1e-14)
    let alone = frozen.apply(x.rows(2..<3), theta)
    #expect((alone - output.rows(2..<3)).absolute().maximum() < 1e-14)
    // By hand: the second map sees the rectified first one.
    let (scale, shift) = (theta[1], theta[2])
    let hidden =
      ((x • theta[0] - batch[0].mean) / (batch[0].variance + 1e-4).squareRoot() * scale
      + shift).relu()
    #expect((batch[1].mean - (hidden • theta[3]).mean(over: 0)).absolute().maximum() < 1e-14)
  }
}
