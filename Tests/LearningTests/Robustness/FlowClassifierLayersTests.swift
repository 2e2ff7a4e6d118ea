import Calculus
import Control
import Learning
import Models
import ODE
import Tensors
import Testing

/// A classifier as layers, attacked and defended.
@Suite struct FlowClassifierLayersTests {
  private static let pool = ForkJoinPool(threads: 1)

  private func classifier(
    _ solver: FlowSolver, classes: [String] = ["a", "b", "c"], augmentation: Int = 0
  ) -> FlowClassifier<Double> {
    let network = FlowClassifier<Double>.network(
      FlowArchitecture(
        hidden: [8], activation: .tanh, augmentation: augmentation, dependsOnTime: true,
        solver: solver), featureCount: 3, classCount: classes.count)
    var stream = RandomStream(seed: 4)
    return FlowClassifier(
      classes: classes, standardizer: Standardizer(means: [1, 2, 3], scales: [2, 0.5, 1]),
      network: network,
      parameters: .normal(shape: [network.parameterCount], using: &stream))
  }

  private static let solvers: [(FlowSolver, Int)] = [
    (.fixed(FlowScheme(method: .rungeKutta4, steps: 8)), 4),
    (.fixed(FlowScheme(method: .rungeKutta4, steps: 5)), 1),
    (.fixed(FlowScheme(method: .euler, steps: 6, control: .piecewiseConstant(pieces: 3))), 3),
    (.fixed(FlowScheme(method: .rungeKutta4, steps: 8, control: .piecewiseLinear(pieces: 2))), 2),
    (.fixed(FlowScheme(method: .rungeKutta4, steps: 4, coupling: 0.9)), 1),
    (.adaptive(AdaptiveScheme(steps: AdaptiveControl(relative: 1e-11, absolute: 1e-12))), 4),
  ]

  /// In however many segments, layers end in the logits whose probabilities the classifier gives.
  @Test(arguments: 0..<6) func layersEndInLogits(index: Int) {
    let (solver, segments) = Self.solvers[index]
    let model = classifier(solver, augmentation: index % 2)
    let system = model.layers()
    #expect(system.maps.count == segments + 2)
    var stream = RandomStream(seed: 5)
    let x = Tensor<Double>.normal(shape: [20, 3], using: &stream)
    let z = LayeredEvaluator(system, pool: Self.pool).outputs(x)
    let exponentials = (z - z.maximum(over: 1).insertingAxis(at: 1)).exp()
    let probabilities = exponentials / exponentials.sum(over: 1).insertingAxis(at: 1)
    let tolerance = index == 5 ? 1e-9 : 1e-12
    #expect((probabilities - model.probabilities(x)).absolute().maximum() < tolerance)
  }

  /// What an attack sees is the derivative of the loss by the features as they are given.
  @Test(arguments: [["a", "b"], ["a", "b", "c"]]) func attacksSeeTheGradient(
    classes: [String]
  )
    throws
  {
    let model = classifier(.fixed(FlowScheme(method: .rungeKutta4, steps: 4)), classes: classes)
    let x = Tensor<Double>([0.5, 1.8, 2.6], shape: [1, 3])
    func loss(_ x: Tensor<Double>) -> Double { -model.probabilities(x).log()[0, 1] }
    // The size is a step of differences, the sign is the gradient's.
    let h = 1e-6
    var stream = RandomStream(seed: 6)
    let signs = (0..<3).map { index -> Double in
      var unit = Tensor<Double>.zeros([1, 3])
      unit[0, index] = h
      return loss(x + unit) > loss(x - unit) ? 1 : -1
    }
    let report = try model.robustness(
      to: Attack(.fastGradientSign, size: 3), x, labels: ["b"], pool: Self.pool)
    let changed = Attack(.fastGradientSign, size: 3).changed(x, using: &stream) { _ in
      Tensor(signs, shape: [1, 3])
    }
    #expect(report.plain.attacked == (model.predict(changed) == ["b"] ? 1 : 0))
    #expect(report.plain.clean == (model.predict(x) == ["b"] ? 1 : 0))
    #expect(report.defended == nil && report.adaptive == nil)
  }

  /// Rows in a plane of six dimensions: attacks leave the plane, and the defence holds rows in it.
  @Test func planesAreDefended() throws {
    var stream = RandomStream(seed: 7)
    let (points, labels) = clouds(240)
    let axes = try QRFactorization<Double>(.normal(shape: [6, 6], using: &stream)).q
    let features = points • axes.columns(0..<2).transposed()
    let options = TrainingOptions(
      learningRate: 0.01, epochs: 20, batchSize: 16, validationFraction: 0, seed: 1)
    let fit = try FlowClassifier<Float>.fit(
      features, labels: labels, architecture: FlowArchitecture(hidden: [16]), options: options)
    let defence = try fit.model.defence(
      fittedTo: features, labels: labels,
      options: DefenceOptions(
        .principalComponents(keeping: 0.999, of: .variance), beginning: .features))
    #expect(defence.loop.embeddings[0]?.embedding.rank == 2)
    #expect(defence.loop.embeddings[1] == nil)
    #expect(defence.loop.embeddings.count == 6)
    let attack = Attack(.projectedGradient(), size: 1.2)
    func report(_ threads: Int) throws -> RobustnessReport {
      try fit.model.robustness(
        to: attack, features, labels: labels, defence: defence, pool: ForkJoinPool(threads: threads)
      )
    }
    let first = try report(1)
    #expect(first == (try report(2)))
    let defended = try #require(first.defended)
    let adaptive = try #require(first.adaptive)
    #expect(first.plain.clean == 1 && defended.clean == 1)
    #expect(first.plain.attacked < defended.attacked, "\(first)")
    #expect(adaptive < 0.7, "\(first)")
  }

  @Test func defencesThatCannotBeFitted() throws {
    let model = classifier(.fixed(FlowScheme(method: .euler, steps: 1)))
    let x = Tensor<Double>.zeros([2, 3])
    #expect(
      sentence {
        try model.defence(
          fittedTo: x, labels: ["a", "a"], options: DefenceOptions(.principalComponents(keeping: 0))
        )
      } == "a part of 0.0 of the components: it must be above 0 and at most 1")
    let wrong = model.predict(x)[0] == "a" ? "b" : "a"
    #expect(
      sentence {
        try model.defence(
          fittedTo: x, labels: [wrong, wrong],
          options: DefenceOptions(.principalComponents(keeping: 0.5)))
      } != nil)
    #expect(
      sentence {
        try model.robustness(to: Attack(.randomSign, size: 1), x, labels: ["a", "d"])
      } == "the label \"d\" is not one the model knows (a, b, c): correct it, or leave its rows out"
    )
  }
}
