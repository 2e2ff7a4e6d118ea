import FlowLearn

extension ImagesByMaximumPrinciple {
  /// The sizes of a run and what is expected of it.
  struct Size: Sendable {
    /// The images to learn from, one pass over them.
    var images: Int
    /// The channels of the network and its residual layers.
    var channels, residualLayers: Int
    /// The source's ρ, for sums over a batch.
    var rho: Double
    /// The accuracy of E-MSA that is claimed for test images, and by how much it may differ.
    var accuracy, tolerance: Double
    var source: String

    static let drawn = Size(
      images: 8000, channels: 5, residualLayers: 2, rho: 0.01, accuracy: 0.97, tolerance: 0.03,
      source: "measured with drawn digits")
    static let mnist = Size(
      images: 10_000, channels: 5, residualLayers: 2, rho: 0.01, accuracy: 0.94, tolerance: 0.03,
      source: "measured with MNIST")
    static let full = Size(
      images: 55_000, channels: 32, residualLayers: 7, rho: 0.01, accuracy: 0.97, tolerance: 0.02,
      source: "Li, Chen, Tai & E, figure 2")
  }

  /// The cross entropy of a softmax of scores against a class.
  struct CrossEntropy: TerminalCost {
    let dimension = LabelledImages.classCount
    let targetDimension = LabelledImages.classCount
    let parameters = ParameterLayout()

    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      x.logSumExp(over: -1) - (x * y).sum(over: -1)
    }
  }

  /// One training.
  struct Run: Sendable {
    let name: String
    /// The loss on some training images after so many batches.
    var curve = LossCurve()
    /// Evaluations of the whole network with a gradient, one a batch for gradient methods, after the
    /// same batches.
    var work: [Double] = []
    /// The loss on training images at the end, and the accuracy on test images.
    var loss = Double.nan
    var accuracy = Double.nan
    var seconds = 0.0
  }

  /// All trainings of the page.
  struct Study: Sendable {
    let size: Size
    let dataName: String
    /// E-MSA, Adam, gradient descent, Adagrad with the source's rates, and with larger ones.
    let runs: [Run]
    /// Evaluations of a layer that a batch costs E-MSA; a gradient costs one of each layer.
    let evaluations: Double
    /// The greatest difference between an ascent step and a step of back-propagation.
    let ascentGap: Double

    static let batchSize = 100

    init(_ settings: Settings) {
      var stream = RandomStream(seed: settings.seed)
      let size: Size =
        settings.images == nil && !settings.isFull
        ? .drawn : settings.isFull ? .full : .mnist
      let data =
        settings.images
        ?? DrawnDigits.data(training: size.images, test: 2000, using: &stream)
      let network = ResidualImageNetwork(
        imageShape: [LabelledImages.side, LabelledImages.side, 1],
        outputs: LabelledImages.classCount, channels: size.channels,
        residualLayers: size.residualLayers)
      let problem = LayeredProblem<Float>(
        steps: network.steps, terminal: CrossEntropy(), decay: 1e-3 / Double(Study.batchSize))
      let training = Training(
        problem: problem, training: data.training.prefix(size.images), test: data.test,
        start: Tensor(network.initialParameters(using: &stream).map { Float($0) }),
        order: stream.permutation(of: min(size.images, data.training.count)), pool: settings.pool)
      let extended = LayeredApproximationTrainer(
        problem,
        method: SuccessiveApproximations(
          augmentation: SuccessiveApproximations.residualNetworkPenalty(
            size.rho, rows: Study.batchSize, step: 1)), pool: settings.pool)
      func gradients(_ rule: UpdateRule) -> LayeredGradientTrainer<Float> {
        LayeredGradientTrainer(problem, rule: rule, pool: settings.pool)
      }
      let layers = Double(network.layers.count)
      var runs = [
        training.run("E-MSA", extended) { Double(extended.evaluations) / layers }
      ]
      let rules: [(name: String, rule: UpdateRule)] = [
        ("Adam", .adam(learningRate: 0.001)),
        ("gradient descent", .gradientDescent(learningRate: 0.01)),
        ("Adagrad", .adagrad(learningRate: 0.01)), ("Adam, rate 0.01", .adam(learningRate: 0.01)),
        ("gradient descent, rate 0.3", .gradientDescent(learningRate: 0.3)),
      ]
      for (name, rule) in rules { runs.append(training.run(name, gradients(rule)) { 0 }) }
      (self.size, self.runs, dataName) = (size, runs, data.name)
      evaluations = Double(extended.evaluations) / layers / Double(training.batches)
      ascentGap = training.ascentGap()
    }
  }

  /// Trainings on the same batches from the same start.
  private struct Training {
    let problem: LayeredProblem<Float>
    let training, test: LabelledImages
    let start: Tensor<Float>
    let order: [Int]
    let pool: ForkJoinPool

    var batches: Int { order.count / Study.batchSize }

    /// One pass over the images.
    func run(
      _ name: String, _ trainer: any LayeredTrainer<Float>, work: () -> Double
    ) -> Run {
      var (run, theta) = (Run(name: name), start)
      let clock = ContinuousClock()
      let interval = max(batches / 20, 1)
      for batch in 0..<batches {
        if batch % interval == 0 { note(&run, batch, theta, work()) }
        let numbers = order[batch * Study.batchSize..<(batch + 1) * Study.batchSize]
        let rows = rows(numbers)
        run.seconds += clock.measure { _ = trainer.improve(&theta, over: rows) } / .seconds(1)
      }
      note(&run, batches, theta, work())
      run.loss = loss(theta, over: min(training.count, 5000))
      run.accuracy = test.accuracy { problem.finalStates(from: images($0), theta: theta, on: pool) }
      return run
    }

    private func note(_ run: inout Run, _ batch: Int, _ theta: Tensor<Float>, _ work: Double) {
      run.curve.append(batch, loss(theta, over: min(training.count, 1000)))
      run.work.append(Double(batch) + work)
    }

    /// The mean loss over the first training images.
    private func loss(_ theta: Tensor<Float>, over count: Int) -> Double {
      RowObjective(problem.loss, pool: pool, blockRows: 32).value(theta, over: rows(0..<count))
    }

    private func rows(_ numbers: some Collection<Int>) -> RowEnsemble<Float> {
      RowEnsemble([images(training.rows(numbers)), training.codes(numbers, off: 0)])
    }

    private func images(_ rows: Tensor<Float>) -> Tensor<Float> {
      rows.reshaped(to: [rows.shape[0], LabelledImages.side, LabelledImages.side, 1])
    }

    /// One ascent step on every Hamiltonian against one descent step along the gradient.
    func ascentGap() -> Double {
      let batch = rows(order.prefix(Study.batchSize))
      let method = SuccessiveApproximations(
        augmentation: .none, maximization: .gradientAscent(rate: 0.1, steps: 1))
      let trainers: [any LayeredTrainer<Float>] = [
        LayeredApproximationTrainer(problem, method: method, pool: pool),
        LayeredGradientTrainer(
          problem, rule: .gradientDescent(learningRate: .constant(0.1)), pool: pool),
      ]
      let ends = trainers.map { trainer in
        var theta = start
        _ = trainer.improve(&theta, over: batch)
        return theta
      }
      return Double((ends[0] - ends[1]).absolute().maximum())
    }
  }
}
