import Calculus
import Models
import Tensors
import Testing

@Suite struct NeuralFieldTests {
  /// A network's first parameters, one tensor for each segment.
  private func parameters(of network: Perceptron) -> Parameters<Tensor<Double>> {
    var stream = RandomStream(seed: 2)
    let flat = Tensor(network.initialParameters(using: &stream))
    return Parameters(
      network.parameters.segments.map { flat.rows($0.range).reshaped(to: $0.shape) })
  }

  private func velocity(
    _ field: NeuralField<Perceptron>, at t: Double, _ x: Tensor<Double>
  ) -> Tensor<Double> {
    let times = Tensor<Double>(repeating: t, shape: [x.shape[0], 1])
    return field.velocity(at: times, x, parameters(of: field.network))
  }

  @Test func timeIsTheLastInput() {
    let field = NeuralField(dimension: 2, hidden: [4], dependsOnTime: true)
    #expect(field.parameters.segments[0].shape == [3, 4])
    let x = Tensor<Double>([0.5, -0.25], shape: [1, 2])
    let network = Perceptron(widths: [3, 4, 2], activation: .tanh)
    let joined = Tensor<Double>([0.5, -0.25, 0.75], shape: [1, 3])
    #expect(velocity(field, at: 0.75, x) == network.apply(joined, parameters(of: network)))
    #expect(velocity(field, at: 0.5, x) != velocity(field, at: 0.75, x))
  }

  @Test func withoutTimeAllTimesAreTheSame() {
    let field = NeuralField(dimension: 2, hidden: [4])
    #expect(field.parameters.segments[0].shape == [2, 4])
    let x = Tensor<Double>([0.5, -0.25, 1, 2], shape: [2, 2])
    #expect(velocity(field, at: 0, x) == velocity(field, at: 9, x))
  }

  @Test func outputGainScalesTheVelocity() {
    let x = Tensor<Double>([0.5, -0.25], shape: [1, 2])
    let whole = velocity(NeuralField(dimension: 2, hidden: [4]), at: 0, x)
    let half = velocity(NeuralField(dimension: 2, hidden: [4], outputGain: 0.5), at: 0, x)
    for (a, b) in zip(whole.elements, half.elements) { #expect(abs(a / 2 - b) < 1e-16) }
    let none = velocity(NeuralField(dimension: 2, hidden: [4], outputGain: 0), at: 0, x)
    #expect(none.elements == [0, 0])
  }

  @Test func withoutHiddenLayersTheFieldIsAffine() {
    let field = NeuralField(dimension: 3, hidden: [])
    #expect(
      field.parameters == ParameterLayout(["layer0.weight": [3, 3], "layer0.bias": [3]]))
  }
}
