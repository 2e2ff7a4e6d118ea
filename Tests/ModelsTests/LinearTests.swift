import Calculus
import Models
import Tensors
import Testing

@Suite struct LinearTests {
  @Test func valueIsTheAffineMap() {
    let map = Linear(inputs: 2, outputs: 3)
    #expect(map.parameters == ParameterLayout(["weight": [2, 3], "bias": [3]]))
    let theta = Parameters<Tensor<Double>>([
      Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]), Tensor([0.5, 0, -0.5]),
    ])
    let y = map.apply(Tensor<Double>([1, 10, -1, 0], shape: [2, 2]), theta)
    #expect(y == Tensor([41.5, 52, 62.5, -0.5, -2, -3.5], shape: [2, 3]))
  }

  @Test func mapWithoutBiasIsLinear() {
    let map = Linear(inputs: 2, outputs: 1, hasBias: false)
    #expect(map.parameters == ParameterLayout(["weight": [2, 1]]))
    let y = map.apply(
      Tensor<Double>([1, 2], shape: [1, 2]), Parameters([Tensor([3, 4], shape: [2, 1])]))
    #expect(y == Tensor([11], shape: [1, 1]))
    var stream = RandomStream(seed: 0)
    #expect(map.initialParameters(using: &stream).count == 2)
  }

  @Test func mapOfNoGainBeginsAtZero() {
    var stream = RandomStream(seed: 0)
    let values = Linear(inputs: 3, outputs: 2, gain: 0).initialParameters(using: &stream)
    #expect(values.allSatisfy { $0 == 0 })
  }
}
