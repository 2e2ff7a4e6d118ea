import FlowLearn

extension DiscreteWeightNetworks {
  /// The loss of a batch: the squared hinge max(0, 1 − y z)² of the outputs z, averaged over rows and
  /// classes, y being 1 at the class of the row and −1 elsewhere.
  struct SquaredHinge: BatchLoss {
    let network: NormalizedNetwork

    var inputs: [[Int]] { [[LabelledImages.pixelCount], [LabelledImages.classCount]] }
    var parameters: ParameterLayout { network.parameters }

    func loss<A: TensorAlgebra>(
      _ rows: [A], _ theta: Parameters<A>
    ) -> (loss: A, observed: [A]) {
      let (z, statistics) = network.apply(rows[0], theta)
      return ((1 - rows[1] * z).relu().squared().mean(), statistics.flatMap { [$0, $1] })
    }
  }

  /// How a network is trained.
  struct Plan: Sendable {
    var set: AdmissibleSet
    var rule: DiscreteWeights
    var width: Int
    var epochs: Int
    var seed: UInt64
    var learningRate = 0.001
    var batchSize = 100

    var network: NormalizedNetwork {
      .perceptron(
        widths: [LabelledImages.pixelCount, width, width, width, LabelledImages.classCount],
        activation: .relu, epsilon: 1e-4)
    }
  }

  /// What a training came to, epoch by epoch.
  struct Training: Sendable {
    let plan: Plan
    /// The mean loss of the epoch's batches.
    private(set) var losses: [Double] = []
    /// The accuracy on the test images after the epoch.
    private(set) var accuracies: [Double] = []
    /// The share of weights that are not zero after the epoch.
    private(set) var densities: [Double] = []
    /// The accuracy on the test images at the end.
    var accuracy: Double { accuracies.last ?? .nan }
    /// How many weights were no members of the set, over all steps.
    private(set) var strays = 0
    /// The weights of the first map; shape `[pixels, width]`.
    private(set) var filters = Tensor<Float>.zeros([0])

    private var theta: Tensor<Float>
    private var statistics: [RunningStatistics]

    /// Trains a network on one thread.
    init(_ plan: Plan, on data: ImageData) {
      let network = plan.network
      var stream = RandomStream(seed: plan.seed)
      let trainer = DiscreteBatchTrainer(
        BatchObjective<Float>(SquaredHinge(network: network), rows: plan.batchSize),
        discrete: Set(network.weightNames), in: plan.set, rule: plan.rule,
        others: .adam(learningRate: .constant(plan.learningRate)))
      self.plan = plan
      theta = Training.start(network, using: &stream)
      statistics = network.normalizations.map { RunningStatistics(channels: $0.channels) }
      trainer.drawWeights(of: &theta, using: &stream)
      for _ in 0..<plan.epochs {
        epoch(trainer, data.training, order: stream.permutation(of: data.training.count))
        trainer.endEpoch()
        judge(network, data.test)
      }
      let first = network.parameters.segments[0]
      filters = theta.rows(first.range).reshaped(to: first.shape)
    }

    /// Scales and shifts from the normal law within two deviations, as the source draws them.
    private static func start(
      _ network: NormalizedNetwork, using stream: inout RandomStream
    ) -> Tensor<Float> {
      let values = (0..<network.parameters.count).map { _ -> Float in
        while true {
          let value = stream.normal()
          if abs(value) <= 2 { return Float(value) }
        }
      }
      return Tensor(values)
    }

    private mutating func epoch(
      _ trainer: DiscreteBatchTrainer<Float>, _ images: LabelledImages, order: [Int]
    ) {
      var (loss, batches) = (0.0, 0.0)
      for first in stride(from: 0, through: order.count - plan.batchSize, by: plan.batchSize) {
        let numbers = order[first..<first + plan.batchSize]
        loss += trainer.improve(
          &theta, over: [images.rows(numbers), images.codes(numbers, off: -1)])
        batches += 1
        let observed = trainer.objective.observed
        for map in statistics.indices {
          statistics[map].update(mean: observed[2 * map], variance: observed[2 * map + 1])
        }
        strays += outsiders()
      }
      losses.append(loss / batches)
    }

    /// The weights that are no members of the set.
    private func outsiders() -> Int {
      let network = plan.network
      let isTernary = plan.set == .ternary
      return theta.withUnsafeElements { theta in
        network.parameters.segments.filter { network.weightNames.contains($0.name) }.reduce(0) {
          $0
            + theta[$1.range].count { weight in
              weight != 1 && weight != -1 && !(isTernary && weight == 0)
            }
        }
      }
    }

    private mutating func judge(_ network: NormalizedNetwork, _ test: LabelledImages) {
      let layer = network.inference(with: statistics)
      let segments = network.parameters.segments
      let shapes = [[Extents.rows, LabelledImages.pixelCount]] + segments.map(\.shape)
      let program = Program<Float>(
        Graph(inputs: shapes) { [layer.apply($0[0], Parameters(Array($0.dropFirst())))] })
      let parts = segments.map { theta.rows($0.range).reshaped(to: $0.shape) }
      accuracies.append(test.accuracy { program([$0] + parts)[0] })
      var (count, zeros) = (0, 0)
      for (segment, part) in zip(segments, parts) where network.weightNames.contains(segment.name) {
        count += segment.count
        zeros += part.withUnsafeElements { $0.count { $0 == 0 } }
      }
      densities.append(1 - Double(zeros) / Double(count))
    }
  }
}
