import Calculus
import Control
import Learning
import ODE
import Tensors
import Testing

@Suite struct RegularizationTests {
  /// Rows of two places, both labels at each: a classifier cannot do better than their frequencies.
  private func mixture(_ counts: [Int]) -> (features: Tensor<Double>, labels: [String]) {
    var features: [Double] = []
    var labels: [String] = []
    for place in [-1.0, 1] {
      for (label, count) in counts.enumerated() {
        features += Array(repeating: place, count: count)
        labels += Array(repeating: "\(label)", count: count)
      }
    }
    return (Tensor(features, shape: [labels.count, 1]), labels)
  }

  /// The probabilities that a full minimisation ends at.
  private func probabilities(
    _ counts: [Int], _ change: (inout TrainingOptions) -> Void
  ) throws -> [Double] {
    let (features, labels) = mixture(counts)
    var options = TrainingOptions(
      method: .lbfgs, epochs: 60, validationFraction: 0, patience: nil)
    change(&options)
    let model = try FlowClassifier<Double>.fit(
      features, labels: labels, architecture: smallArchitecture(), options: options
    ).model
    return model.probabilities(Tensor([-1.0], shape: [1, 1])).elements
  }

  @Test func `smooth labels are learned as they are`() throws {
    let plain = try probabilities([1, 3]) { _ in }
    #expect(abs(plain[1] - 0.75) < 1e-6)
    let two = try probabilities([1, 3]) { $0.labelSmoothing = 0.2 }
    #expect(abs(two[1] - (0.8 * 0.75 + 0.1)) < 1e-6)
    let three = try probabilities([1, 3, 4]) { $0.labelSmoothing = 0.3 }
    for (found, frequency) in zip(three, [0.125, 0.375, 0.5]) {
      #expect(abs(found - (0.7 * frequency + 0.1)) < 1e-6)
    }
  }

  @Test func `balanced classes weigh the same`() throws {
    let two = try probabilities([6, 2]) { $0.classWeights = .balanced }
    #expect(abs(two[0] - 0.5) < 1e-6)
    let three = try probabilities([1, 6, 3]) { $0.classWeights = .balanced }
    for found in three { #expect(abs(found - 1.0 / 3) < 1e-6) }
  }

  /// On batches the weights stay what they are over all rows: the mean of the batches' losses is the
  /// loss.
  @Test func `batches weigh as the whole does`() throws {
    let (features, labels) = mixture([6, 2])
    func loss(batch: Int) throws -> Double {
      let options = TrainingOptions(
        method: .sgd, learningRate: 1e-12, epochs: 1, batchSize: batch,
        classWeights: .balanced, validationFraction: 0)
      let fit = try FlowClassifier<Double>.fit(
        features, labels: labels, architecture: smallArchitecture(), options: options)
      return fit.history[0].trainingLoss
    }
    let whole = try loss(batch: 16)
    #expect(abs(try loss(batch: 3) - whole) < 1e-9)
    #expect(abs(try loss(batch: 1) - whole) < 1e-9)
  }

  /// dx/dt = a x + b from x(0): the energy is (a x(0) + b)² (e^(2a) - 1) / (2a).
  @Test func `the kinetic energy is that of the closed form`() {
    let architecture = FlowArchitecture(
      hidden: [], solver: .fixed(FlowScheme(method: .rungeKutta4, steps: 64)))
    func cost(_ weight: Double) -> Double {
      let network = FlowNetwork<Double>(
        architecture: architecture, featureCount: 1, outputs: 1, loss: .squaredError,
        kineticWeight: weight)
      let objective = EnsembleObjective(network.problem, pool: ForkJoinPool(threads: 1))
      return objective.value(
        Tensor([-0.8, 0.3, 0, 0]),
        over: Ensemble(
          states: Tensor([1.7], shape: [1, 1]), targets: Tensor([0.0], shape: [1, 1])))
    }
    let velocity = -0.8 * 1.7 + 0.3
    let energy = velocity * velocity * (0.201_896_517_994_655_4 - 1) / -1.6
    #expect(cost(0) == 0)
    #expect(abs(cost(0.25) - 0.25 * energy) < 3e-9)
    #expect(abs(cost(2) - 2 * energy) < 3e-8)
  }

  @Test(arguments: [
    FlowSolver.fixed(FlowScheme(method: .rungeKutta4, steps: 3)), .adaptive(AdaptiveScheme()),
  ])
  func `its gradient is that of differences`(solver: FlowSolver) {
    var architecture = smallArchitecture(augmentation: 1)
    architecture.solver = solver
    let network = FlowNetwork<Double>(
      architecture: architecture, featureCount: 2, outputs: 1, loss: .logistic, kineticWeight: 0.6)
    let objective = EnsembleObjective(network.problem, pool: ForkJoinPool(threads: 1))
    let (features, _) = clouds(6, classes: 2)
    let rows = Ensemble(
      states: network.states(features), targets: Tensor([0.0, 1, 0, 1, 0, 1], shape: [6, 1]))
    var stream = RandomStream(seed: 2)
    let theta = network.initialParameters(using: &stream) * 2
    var gradient = theta
    _ = objective.value(theta, over: rows, gradient: &gradient)
    let direction = Tensor<Double>.normal(shape: theta.shape, using: &stream)
    func value(_ h: Double) -> Double { objective.value(theta + direction * h, over: rows) }
    let h = 1e-4
    let difference = (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h)
    let slope = (gradient * direction).sum()
    let tolerance = if case .fixed = solver { 1e-9 } else { 1e-3 }
    #expect(abs(slope - difference) < tolerance * abs(slope), "\(slope) \(difference)")
  }

  /// Held out rows are judged by the loss alone, whatever is minimised.
  @Test func `held out rows are judged by the loss alone`() throws {
    let (features, labels) = clouds(60)
    func record(_ change: (inout TrainingOptions) -> Void) throws -> TrainingRecord {
      var options = TrainingOptions(
        method: .sgd, learningRate: 1e-12, epochs: 1, batchSize: 54, weightDecay: 0)
      change(&options)
      return try FlowClassifier<Double>.fit(
        features, labels: labels, architecture: smallArchitecture(), options: options
      ).history[0]
    }
    let plain = try record { _ in }
    let changed = try record {
      $0.kineticWeight = 3
      $0.labelSmoothing = 0.4
    }
    let loss = try #require(plain.validationLoss)
    #expect(abs(try #require(changed.validationLoss) - loss) < 1e-9)
    #expect(abs(changed.trainingLoss - plain.trainingLoss) > 0.1)
  }

  @Test func `numbers have no classes`() {
    let (features, targets) = surface(20)
    for options in [
      TrainingOptions(labelSmoothing: 0.1), TrainingOptions(classWeights: .balanced),
    ] {
      #expect(
        sentence { try FlowRegressor<Double>.fit(features, targets: targets, options: options) }
          == "label smoothing and class weights are for classes, not for numbers")
    }
    #expect(
      sentence {
        try FlowRegressor<Double>.fit(
          features, targets: targets, options: TrainingOptions(kineticWeight: -1))
      } == "the kinetic energy's factor is -1.0: it must not be negative")
  }

  /// Flows of little kinetic energy take fewer adaptive steps, and classify as well.
  @Test func `kinetic energy costs evaluations`() throws {
    let (features, labels) = clouds(120)
    var architecture = smallArchitecture()
    architecture.hidden = [32]
    architecture.solver = .adaptive(
      AdaptiveScheme(steps: AdaptiveControl(relative: 1e-6, absolute: 1e-8)))
    func train(_ weight: Double) throws -> (evaluations: Double, score: Double) {
      let options = TrainingOptions(
        learningRate: 0.02, epochs: 60, kineticWeight: weight, validationFraction: 0.2,
        patience: nil)
      let fit = try FlowClassifier<Float>.fit(
        features, labels: labels, architecture: architecture, options: options)
      let last = try #require(fit.history.last)
      return (last.forwardEvaluations, try #require(last.validationScore))
    }
    let (free, slow) = (try train(0), try train(0.1))
    #expect(slow.score >= free.score)
    #expect(slow.evaluations < 0.7 * free.evaluations, "\(slow) \(free)")
  }
}
