import Calculus
import Models
import Tensors
import Testing

@Suite struct LayerSequenceTests {
  /// Each layer gets its own part of the parameters, those without parameters none.
  @Test func layersFollowOneAnother() {
    let (first, second) = (Linear(inputs: 3, outputs: 4), Linear(inputs: 4, outputs: 2))
    let sequence = LayerSequence([first, Activation.tanh, second])
    #expect(
      sequence.parameters
        == ParameterLayout([
          "layer0.weight": [3, 4], "layer0.bias": [4], "layer2.weight": [4, 2],
          "layer2.bias": [2],
        ]))
    var stream = RandomStream(seed: 1)
    let theta = Parameters(
      sequence.parameters.segments.map { Tensor<Double>.normal(shape: $0.shape, using: &stream) })
    let x = Tensor<Double>.normal(shape: [5, 3], using: &stream)
    let expected = second.apply(first.apply(x, theta[0..<2]).tanh(), theta[2..<4])
    #expect(sequence.apply(x, theta) == expected)
    #expect(sequence.initialParameters(using: &stream).count == sequence.parameters.count)
  }

  /// Images become rows of numbers, over tensors and traced, and rows stay apart.
  @Test func flatteningKeepsRows() {
    let x = Tensor<Double>((0..<24).map(Double.init), shape: [2, 2, 3, 2])
    let expected = x.reshaped(to: [2, 12])
    #expect(Flattening().apply(x, Parameters([])) == expected)
    let graph = Graph(inputs: [[Extents.rows, 2, 3, 2]]) {
      [Flattening().apply($0[0], Parameters([]))]
    }
    #expect(graph.isRowWise)
    #expect(Program<Double>(graph)([x])[0] == expected)
  }

  @Test func layerIsAStep() {
    let step = LayerStep(inputShape: [3], layer: Linear(inputs: 3, outputs: 2))
    let theta = Parameters([
      Tensor<Double>([1, 0, 0, 1, 1, 1], shape: [3, 2]), Tensor<Double>([0.5, 0]),
    ])
    let next = step.next(Tensor<Double>([1, 2, 3], shape: [1, 3]), theta)
    #expect(next == Tensor([4.5, 5], shape: [1, 2]))
    #expect(step.inputShape == [3] && step.parameters == step.layer.parameters)
  }
}
