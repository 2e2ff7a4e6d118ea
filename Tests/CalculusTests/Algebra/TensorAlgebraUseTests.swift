import Calculus
import Tensors
import Testing

/// Lines as a user writes them: on tensors, where both the tensor's own operators and the algebra's
/// are in sight, and in generic code.
@Suite struct TensorAlgebraUseTests {
  @Test func operatorsOnTensorsAreNotAmbiguous() {
    check(Float.self)
    check(Double.self)
    let single = Tensor<Float>([1, 2, 3])
    let double = Tensor<Double>([1, 2, 3])
    #expect((single * 2.0).elements == [2, 4, 6])
    #expect((double * 2.0).elements == [2, 4, 6])
    #expect((2 * single - 1).elements == [1, 3, 5])
    #expect((1.5 + double / 2).elements == [2, 2.5, 3])
    #expect((-single).elements == [-1, -2, -3])
    #expect((1 / double + -double * 2.0).elements[0] == -1)
    let total = double.sum()
    #expect(total == 6)
    let kept: Tensor<Double> = double.sum()
    #expect(kept.shape == [])
    #expect(double.mean() == 2 && double.maximum() == 3)
    let row = double.reshaped(to: [1, 3])
    #expect(row.sum(over: -1).elements == [6])
    #expect(row.mean(over: -1).elements == [2])
    #expect(row.maximum(over: -1).elements == [3])
    #expect(row.transposed().shape == [3, 1])
    #expect((row • row.transposed()).elements == [14])
    #expect(row.component(1).elements == [2])
    #expect(Tensor.maximum(double, Tensor([2, 2, 2])).elements == [2, 2, 3])
    #expect(Tensor.concatenate([row, row], along: -1).shape == [1, 6])
    #expect(double.power(2).elements == [1, 4, 9])
    #expect(double.squared().exp().log().elements[0] == 1)
  }

  private func check<E: Scalar>(_: E.Type) {
    let x = Tensor<E>([1, 2], shape: [1, 2])
    let y = (x * 2 + 1).tanh() - x / 4
    #expect(y.shape == [1, 2])
    #expect(layer(x, Tensor<E>([1, 0, 0, 1], shape: [2, 2])).shape == [1, 2])
  }

  private func layer<A: TensorAlgebra>(_ x: A, _ w: A) -> A {
    (0.5 * (x • w) + 1).tanh() * x.sum(over: -1).reshaped(to: [Extents.rows, 1]) - 2 / (1 + x.exp())
  }

  /// Every operation gives the same over tensors as compiled.
  @Test(arguments: operationCases)
  func tensorsComputeWhatProgramsDo(_ item: OperationCase) {
    for rows in [1, 4] {
      let inputs = item.inputs(rows: rows, seed: 21, as: Double.self)
      let compiled = Program<Double>(item.graph)(inputs)
      for (a, b) in zip(item.graph(inputs), compiled) {
        #expect(a.shape == b.shape)
        #expect(largestDifference(a, b) < 1e-14)
      }
    }
  }

  /// A batch axis in a target shape is found from the number of elements.
  @Test func tensorsTakeShapesWithRows() {
    let x = Tensor<Double>([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(reshaped(x, [Extents.rows, 3, 1]).shape == [2, 3, 1])
    #expect(reshaped(x, [-3]).shape == [6])
    #expect(reshaped(x, [-2, 1]).shape == [6, 1])
    #expect(reshaped(Tensor<Double>.zeros([0, 3]), [Extents.rows, 3, 1]).shape == [0, 3, 1])
    #expect(Tensor<Double>([1, 2]).broadcast(like: Tensor.zeros([3, 2])).shape == [3, 2])
  }

  private func reshaped<A: TensorAlgebra>(_ x: A, _ shape: [Int]) -> A { x.reshaped(to: shape) }
}
