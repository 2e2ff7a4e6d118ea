import Calculus
import Control
import Tensors
import Testing

@Suite struct BatchObjectiveTests {
  /// The squared distance of a line's values from their mean over the batch: rows meet.
  private struct Spread: BatchLoss {
    let inputs = [[2]]
    let parameters = ParameterLayout(["w": [2, 1]])

    func loss<A: TensorAlgebra>(
      _ rows: [A], _ theta: Parameters<A>
    ) -> (loss: A, observed: [A]) {
      let y = rows[0] • theta[0]
      let mean = y.channelStatistics().mean
      return ((y - mean).squared().sum(), [mean])
    }
  }

  /// wᵀ C w with C the scatter of the rows, its gradient 2 C w, and what is observed; for batches that
  /// are larger than foreseen, too.
  @Test func valueAndGradientAreThoseOfTheScatter() {
    let objective = BatchObjective<Double>(Spread(), rows: 2)
    var stream = RandomStream(seed: 7)
    for rows in [2, 5, 3] {
      let x = Tensor<Double>.normal(shape: [rows, 2], using: &stream)
      let w = Tensor<Double>.normal(shape: [2], using: &stream)
      var gradient = Tensor<Double>.zeros([2])
      let value = objective.value(w, over: [x], gradient: &gradient)
      let centred = x - x.mean(over: 0)
      let slope = centred.transposed() • (centred • w.reshaped(to: [2, 1]))
      #expect((2 * slope.reshaped(to: [2]) - gradient).absolute().maximum() < 1e-13)
      #expect(abs(value - (slope.reshaped(to: [2]) * w).sum()) < 1e-13)
      let mean = (x • w.reshaped(to: [2, 1])).mean()
      #expect(abs(objective.observed[0].elements[0] - mean) < 1e-14)
    }
  }
}
