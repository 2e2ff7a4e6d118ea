import Calculus
import Control
import Optimization
import Tensors
import Testing

/// A linear map of discrete weights, normalised over the batch, with trained scales, against targets.
private struct NormalizedMap: BatchLoss {
  let inputs = [[6], [3]]
  let parameters = ParameterLayout(["weight": [6, 3], "scale": [3]])

  func loss<A: TensorAlgebra>(
    _ rows: [A], _ theta: Parameters<A>
  ) -> (loss: A, observed: [A]) {
    let value = rows[0] • theta[0]
    let (mean, variance) = value.channelStatistics()
    let output = (value - mean) / (variance + 1e-4).squareRoot() * theta[1]
    return ((output - rows[1]).squared().mean(), [mean, variance])
  }
}

@Suite struct DiscreteBatchTrainerTests {
  private let objective = BatchObjective<Double>(NormalizedMap(), rows: 8)

  /// Inputs, and what a map of the set's weights makes of them.
  private func batch(
    _ weights: Tensor<Double>, rows: Int, _ stream: inout RandomStream
  ) -> [Tensor<Double>] {
    let x = Tensor<Double>.normal(shape: [rows, 6], using: &stream)
    let value = x • weights
    let (mean, variance) = value.channelStatistics()
    return [x, (value - mean) / (variance + 1e-4).squareRoot() * Tensor([0.5, 1, 2])]
  }

  /// The gradient goes through the statistics of the batch: it agrees with central differences.
  @Test func gradientAgreesWithDifferences() {
    var stream = RandomStream(seed: 3)
    let batch = [
      Tensor<Double>.normal(shape: [20, 6], using: &stream),
      Tensor<Double>.normal(shape: [20, 3], using: &stream),
    ]
    let theta = Tensor<Double>.normal(shape: [21], using: &stream)
    var (gradient, unused) = (theta, theta)
    _ = objective.value(theta, over: batch, gradient: &gradient)
    let product = batch[0] • theta.rows(0..<18).reshaped(to: [6, 3])
    let statistics = product.channelStatistics()
    #expect((objective.observed[0] - statistics.mean).absolute().maximum() < 1e-14)
    #expect((objective.observed[1] - statistics.variance).absolute().maximum() < 1e-13)
    for index in 0..<theta.count {
      let ends = [1e-5, -1e-5].map { step in
        var moved = theta
        moved.withUnsafeMutableElements { $0[index] += step }
        return objective.value(moved, over: batch, gradient: &unused)
      }
      #expect(abs((ends[0] - ends[1]) / 2e-5 - gradient.elements[index]) < 1e-9)
    }
  }

  /// The map that made the targets is found, or nearly so, through members of the set only; what is not
  /// discrete is fitted beside.
  @Test(arguments: [AdmissibleSet.binary, .ternary])
  func findsTheMapThatMadeTheData(_ set: AdmissibleSet) {
    var stream = RandomStream(seed: 5)
    let trainer = DiscreteBatchTrainer(
      objective, discrete: ["weight"], in: set,
      rule: DiscreteWeights(averaging: 0.9, averagingDecay: 0.5, inertia: 0.5),
      others: .adam(learningRate: 0.05))
    var truth = Tensor<Double>.zeros([21])
    trainer.drawWeights(of: &truth, using: &stream)
    let weights = truth.rows(0..<18).reshaped(to: [6, 3])
    var theta = Tensor<Double>.ones([21])
    trainer.drawWeights(of: &theta, using: &stream)
    #expect(set.contains(theta.rows(0..<18)) && theta.rows(18..<21) == .ones([3]))
    #expect(theta.rows(0..<18) != truth.rows(0..<18))
    var losses: [Double] = []
    for step in 1...400 {
      losses.append(trainer.improve(&theta, over: batch(weights, rows: 32, &stream)))
      #expect(set.contains(theta.rows(0..<18)))
      if step % 100 == 0 { trainer.endEpoch() }
    }
    #expect(abs(trainer.rule.averaging - (1 - 0.1 / 16)) < 1e-15)
    // With three members the largest of wrong derivatives moves a weight at each step, also near the
    // best map.
    let last = losses.suffix(50).reduce(0, +) / 50
    let share = set == .ternary ? 0.2 : 0.001
    #expect(losses[0] > 1 && last < share * losses[0], "\(losses[0]) \(last)")
    #expect((losses.min() ?? .nan) < 0.002 * losses[0])
    if set == .binary {
      #expect(theta.rows(0..<18).reshaped(to: [6, 3]) == weights)
    }
  }

  @Test func whatIsNotFiniteChangesNothing() {
    var stream = RandomStream(seed: 1)
    let trainer = DiscreteBatchTrainer(
      objective, discrete: ["weight"], in: .binary, rule: DiscreteWeights())
    var theta = Tensor<Double>.ones([21])
    trainer.drawWeights(of: &theta, using: &stream)
    let before = theta
    let batch = [Tensor<Double>(repeating: .nan, shape: [4, 6]), .zeros([4, 3])]
    #expect(trainer.improve(&theta, over: batch).isNaN)
    #expect(theta == before)
  }
}
