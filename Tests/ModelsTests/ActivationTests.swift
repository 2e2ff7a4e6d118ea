import Calculus
import Models
import Tensors
import Testing

@Suite struct ActivationTests {
  /// Numbers as Python's `math` gives them at 0.8; `gelu` with the error function.
  @Test(arguments: [
    (Activation.tanh, 0.6640367702678491), (.relu, 0.8), (.softplus, 1.1711006659477775),
    (.sigmoid, 0.6899744811276125), (.gelu, 0.6305156811332827), (.silu, 0.55197958490209),
    (.sin, 0.7173560908995228), (.identity, 0.8),
  ])
  func activationsAreTheirFormulas(_ activation: Activation, _ expected: Double) {
    #expect(abs(activation(Tensor<Double>([0.8]))[0] - expected) < 5e-16)
  }

  @Test func rectifiersHaveLargerGain() {
    #expect(Activation.relu.gain == 1.4142135623730951)
    #expect(Activation.tanh.gain == 1)
  }
}
