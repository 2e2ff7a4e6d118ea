import Tensors
import Testing

@Suite struct TensorComparisonsTests {
  let x = Tensor([1.0, 2, 3, .nan])
  let y = Tensor([2.0, 2, 2, 2])

  @Test func masksAreOneWhereTheComparisonHolds() {
    #expect((x .< y).elements == [1, 0, 0, 0])
    #expect((x .<= y).elements == [1, 1, 0, 0])
    #expect((x .> y).elements == [0, 0, 1, 0])
    #expect((x .>= y).elements == [0, 1, 1, 0])
    #expect((x .== y).elements == [0, 1, 0, 0])
  }

  @Test func numbersCompareLikeTensors() {
    #expect((x .< 2) == (x .< y))
    #expect((x .<= 2) == (x .<= y))
    #expect((x .> 2) == (x .> y))
    #expect((x .>= 2) == (x .>= y))
    #expect((x .== 2) == (x .== y))
  }

  @Test func masksChooseElements() {
    let z = counting(2, 3, type: Float.self)
    #expect(z.replacing(with: Tensor(0), where: z .> 4).elements == [1, 2, 3, 4, 0, 0])
    #expect(
      z.replacing(with: Tensor([7, 8, 9]), where: Tensor([1, 0], shape: [2, 1])).elements
        == [7, 8, 9, 4, 5, 6])
  }

  @Test func extremesOfPairs() {
    let a = Tensor([1.0, 5])
    #expect(Tensor.maximum(a, Tensor([3.0])).elements == [3, 5])
    #expect(Tensor.minimum(a, Tensor([3.0])).elements == [1, 3])
    #expect(a.clamped(to: 2...4).elements == [2, 4])
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity]) func oneBadElementIsFound(bad: Double) {
    for place in [0, 7, 63, 99] {
      var z = Tensor<Double>.zeros([100])
      #expect(z.isFinite)
      z[place] = bad
      #expect(!z.isFinite)
    }
    #expect(Tensor<Double>.zeros([0]).isFinite)
  }
}
