import Calculus
import Models
import Tensors
import Testing

@Suite struct BatchNormalizationTests {
  private let layer = BatchNormalization(channels: 2, epsilon: 1e-3)
  private let x = Tensor<Double>((0..<24).map { Double(7 * $0 % 11 - 5) / 4 }, shape: [3, 2, 2, 2])
  private let theta = [Tensor<Double>([0.5, 2]), Tensor<Double>([-0.25, 1])]

  /// Values and gradients against PyTorch 2.15's `BatchNorm2d` (double precision, ε = 1e-3) for the
  /// same images, scales and shifts, and the cotangents ((3 i mod 7) - 3) / 4.
  @Test func trainingFormAgreesWithAnotherProgram() {
    let graph = Graph(inputs: [[Extents.rows, 2, 2, 2], [2], [2]]) { v in
      [layer.apply(v[0], Parameters(Array(v.dropFirst())))]
    }
    let g = Tensor<Double>((0..<24).map { Double(3 * $0 % 7 - 3) / 4 }, shape: [3, 2, 2, 2])
    expect(Program<Double>(graph)([x] + theta)[0], Self.values)
    let gradients = Program<Double>(graph.pullback())([x] + theta + [g])
    expect(gradients[0], Self.gradient)
    expect(gradients[1], [-0.5817403228575936, 0.9333519199621029])
    expect(gradients[2], [0.75, -0.75])
    #expect(!graph.isRowWise)
  }

  /// The running statistics after one batch, with the variance divided by the number of values, which
  /// PyTorch divides by one less; and the values of the row-wise form.
  @Test func inferenceFormUsesRunningStatistics() {
    var statistics = RunningStatistics(channels: 2)
    statistics.update(with: x)
    expect(Tensor(statistics.means), [-0.010416666666666668, 0.004166666666666667])
    let unbiased = statistics.variances.map { 0.9 + ($0 - 0.9) * 12 / 11 }
    expect(Tensor(unbiased), [0.9755208333333334, 0.9645833333333333])
    let frozen = layer.inference(with: statistics)
    let graph = Graph(inputs: [[Extents.rows, 2, 2, 2], [2], [2]]) { v in
      [frozen.apply(v[0], Parameters(Array(v.dropFirst())))]
    }
    #expect(graph.isRowWise)
    let y = Program<Double>(graph)([x] + theta)[0]
    for (index, value) in y.elements.enumerated() {
      let channel = index % 2
      let factor = theta[0][channel] / (statistics.variances[channel] + 1e-3).squareRoot()
      let expected = factor * (x.elements[index] - statistics.means[channel]) + theta[1][channel]
      #expect(abs(value - expected) < 2e-15)
    }
  }

  @Test func layerBeginsWithNoChangeOfScale() {
    var stream = RandomStream(seed: 1)
    #expect(layer.initialParameters(using: &stream) == [1, 1, 0, 0])
    #expect(layer.parameters == ParameterLayout(["scale": [2], "shift": [2]]))
  }

  private func expect(_ values: Tensor<Double>, _ expected: [Double]) {
    #expect(values.count == expected.count)
    for (value, expected) in zip(values.elements, expected) {
      #expect(abs(value - expected) < 3e-15)
    }
  }

  private static let values: [Double] = [
    -0.9380799517670458, 2.190361868937175, -0.4877003469740704, 4.138226745379824,
    -0.037320742181094935, -1.0560795918005743, 0.4130588626118805, 0.8917852846420751,
    -0.787953416836054, 2.8396501610847245, -0.33757381204307857, -2.354656176095674,
    0.11280579274989688, -0.4067912996530245, 0.5631853975428723, 1.5410735767896249,
    -0.6378268819050622, 3.488938453232274, -0.18744727711208675, -1.705367883948124,
    0.2629323276808887, 0.24249699249452528, -0.9380799517670458, 2.190361868937175,
  ]

  private static let gradient: [Double] = [
    -0.5279733904481723, 0.042092652707787864, 0.399008318577927, -0.8039346908873795,
    0.2751042830870835, -0.9285855125079492, 0.15120024759624007, -1.7746128561031165,
    -0.06885295250848074, 1.9243778453345648, -0.19275698799932417, 1.799727023713995,
    -0.31666102349016767, 0.9536996801188277, -0.44056505898101106, 0.10767233652366036,
    0.3902674854312108, -0.738355007071507, 0.2663634499403674, -0.8630058286920766,
    0.14245941444952395, -1.709033172287244, -0.07759378565519684, 1.9899575291504372,
  ]
}
