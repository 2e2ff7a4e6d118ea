import FlowLearn

extension ClosedLoopDefencePage {
  /// The cross entropy of a perceptron's outputs.
  private struct CrossEntropy: RowLoss {
    let network: Perceptron

    var inputs: [[Int]] { [[LabelledImages.pixelCount], [LabelledImages.classCount]] }
    var parameters: ParameterLayout { network.parameters }

    func loss<A: TensorAlgebra>(_ rows: [A], _ theta: Parameters<A>) -> A {
      let z = network.apply(rows[0], theta)
      return z.logSumExp(over: -1) - A.dot(rows[1], z)
    }
  }

  /// The loss that attacks raise.
  static var loss: LossProgram<Float> {
    let classes = LabelledImages.classCount
    return LossProgram(dimension: classes, targetDimension: classes) { z, y in
      z.logSumExp(over: -1) - (y * z).sum(over: -1)
    }
  }

  /// Trains a perceptron 784-200-200-10 by Adam; returns its layers as maps.
  static func network(
    _ images: LabelledImages, epochs: Int, seed: UInt64, pool: ForkJoinPool
  ) -> LayeredSystem<Float> {
    let widths = [LabelledImages.pixelCount, 200, 200, LabelledImages.classCount]
    let network = Perceptron(widths: widths, activation: .relu)
    let objective = RowObjective(
      RowLossProgram<Float>(CrossEntropy(network: network)), pool: pool)
    var stream = RandomStream(seed: seed)
    var theta = Tensor(network.initialParameters(using: &stream).map { Float($0) })
    var gradient = theta
    let batches = images.count / 100
    let rule = UpdateRule.adam(learningRate: .cosine(from: 0.001, over: epochs * batches))
    var optimizer = Optimizer<Float>(rule, count: theta.count)
    for _ in 0..<epochs {
      let order = stream.permutation(of: images.count)
      for batch in 0..<batches {
        let numbers = order[batch * 100..<(batch + 1) * 100]
        let rows = RowEnsemble([images.rows(numbers), images.codes(numbers, off: 0)])
        _ = objective.value(theta, over: rows, gradient: &gradient)
        optimizer.step(&theta, gradient: gradient)
      }
    }
    let parts = network.parameters.segments.map {
      theta.rows($0.range).reshaped(to: $0.shape)
    }
    return LayeredSystem(
      (0..<3).map { layer in
        TracedMap<Float>(
          inputs: widths[layer], parameters: [parts[2 * layer], parts[2 * layer + 1]]
        ) { x, theta in
          let z = x • theta[0] + theta[1]
          return layer < 2 ? z.relu() : z
        }
      })
  }
}
