import Calculus
import Models
import Tensors
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

@Suite struct NormalizedNetworkTests {
  private let perceptron = NormalizedNetwork.perceptron(
    widths: [3, 5, 2], activation: .relu, epsilon: 1e-4)

  @Test func parametersAreNamedPartByPart() {
    #expect(
      perceptron.parameters
        == ParameterLayout([
          "part0.weight": [3, 5], "part1.scale": [5], "part1.shift": [5],
          "part3.weight": [5, 2], "part4.scale": [2], "part4.shift": [2],
        ]))
    #expect(perceptron.weightNames == ["part0.weight", "part3.weight"])
    var stream = RandomStream(seed: 1)
    let values = perceptron.initialParameters(using: &stream)
    #expect(values.count == perceptron.parameters.count)
    #expect(Array(values[15..<25]) == [1, 1, 1, 1, 1, 0, 0, 0, 0, 0])
    #expect(values[25..<35].contains { abs($0) > (6.0 / 7).squareRoot() })
  }

  /// Values, and sums and squared lengths of the gradients of Σ c y with c = (1, -2), of a residual
  /// network with a stage of 2 and one of 3 channels, in training, against PyTorch 2.15 in double
  /// precision.
  @Test func residualNetworkAgreesWithAnotherProgram() {
    let network = NormalizedNetwork.residual(
      imageShape: [6, 6, 1], outputs: 2, channels: [2, 3], blocks: 1)
    let theta = network.parameters.segments.enumerated().map { index, segment in
      Tensor<Double>(
        (0..<segment.count).map { 0.5 * sin(1 + 0.7 * Double($0 + 50 * index)) },
        shape: segment.shape)
    }
    let x = Tensor<Double>((0..<108).map { cos(0.3 * Double($0)) }, shape: [3, 6, 6, 1])
    let shapes = [[Extents.rows, 6, 6, 1]] + network.parameters.segments.map(\.shape)
    let graph = Graph(inputs: shapes) {
      [network.apply($0[0], Parameters(Array($0.dropFirst()))).output]
    }
    let expected = [
      -0.22047053824647467, 0.1285172197799749, -0.6272231583992265, -0.13788001191968047,
      -0.3178932571403357, 0.08282762097367274,
    ]
    let y = Program<Double>(graph)([x] + theta)[0]
    for (value, expected) in zip(y.elements, expected) { #expect(abs(value - expected) < 1e-14) }
    let c = Tensor<Double>([1, -2, 1, -2, 1, -2], shape: [3, 2])
    let gradients = Program<Double>(graph.pullback(wrt: Array(1...theta.count)))([x] + theta + [c])
    for (gradient, (sum, square)) in zip(gradients, zip(Self.sums, Self.squares)) {
      #expect(abs(gradient.elements.reduce(0, +) - sum) < 1e-13)
      #expect(abs(gradient.elements.reduce(0) { $0 + $1 * $1 } - square) < 3e-13)
    }
    #expect(gradients.count == Self.sums.count && !graph.isRowWise)
  }

  /// With the batch's own statistics the row-wise form gives what the training form gave, in residual
  /// parts too.
  @Test func formsAgreeOnTheBatchOfTheStatistics() {
    let residual = NormalizedNetwork.residual(
      imageShape: [7, 7, 2], outputs: 3, channels: [2, 4], blocks: 2, activation: .tanh)
    for (network, shape) in [(perceptron, [7, 3]), (residual, [5, 7, 7, 2])] {
      var stream = RandomStream(seed: 2)
      let theta = Parameters(
        network.parameters.segments.map { Tensor<Double>.normal(shape: $0.shape, using: &stream) })
      let x = Tensor<Double>.normal(shape: shape, using: &stream)
      let (output, batch) = network.apply(x, theta)
      #expect(batch.count == network.normalizations.count)
      let statistics = batch.map { mean, variance in
        var statistics = RunningStatistics(channels: mean.count)
        statistics.update(mean: mean, variance: variance, fraction: 1)
        return statistics
      }
      let frozen = network.inference(with: statistics)
      #expect((frozen.apply(x, theta) - output).absolute().maximum() < 1e-12)
      let alone = frozen.apply(x.rows(2..<3), theta)
      #expect((alone - output.rows(2..<3)).absolute().maximum() < 1e-12)
    }
  }

  /// ResNet-20 for 32 by 32 images of 3 colours: 19 convolutions, 2 shortcuts, a read-out of 10 numbers.
  @Test func architectureHasItsParts() {
    let network = NormalizedNetwork.residual(imageShape: [32, 32, 3], outputs: 10)
    #expect(network.normalizations.count == 21)
    #expect(network.weightNames.count == 22)
    let kernels = 9 * (3 * 16 + 6 * 16 * 16 + 16 * 32 + 5 * 32 * 32 + 32 * 64 + 5 * 64 * 64)
    let shortcuts = 16 * 32 + 32 * 64
    let scales = 2 * (7 * 16 + 7 * 32 + 7 * 64)
    #expect(network.parameters.count == kernels + shortcuts + scales + 650)
    #expect(
      network.parameters.segments.contains { $0.name == "part9.shortcut.part0.kernel" })
  }

  private static let sums = [
    0.4425138764379849, -0.5610393669896208, 0.18512873250411882, 0.1690586719010943,
    0.7351195639391616, 0.08458955893167172, -0.2652704232838834, -0.876264254271094,
    0.00740215847421458, 0.9383660742679198, 0.21093075455384058, 0.16699708268949412,
    -0.37976374634314014, -0.528796255170382, 1.6848181213784796, 0.06795198385710215,
    0.4889668149641688, 1.6848181213784796, -3.9001282985552246, -3.0,
  ]
  private static let squares = [
    0.5629312262896574, 0.16165751070504245, 0.09840075839377688, 0.07457494185527276,
    0.27020489243562223, 0.015610184613993836, 0.17160246995971237, 0.6158446108660358,
    0.0011460712520948643, 0.5884321939237207, 0.22984490854635697, 0.07538450657124626,
    0.1689330815032069, 0.2356175107913289, 3.6881648112309677, 0.03903165955808301,
    0.17249083786270497, 3.6881648112309677, 30.088750554420606, 45.0,
  ]
}
