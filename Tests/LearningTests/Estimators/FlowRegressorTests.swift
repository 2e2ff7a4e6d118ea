import Learning
import Tensors
import Testing

@Suite struct FlowRegressorTests {
  @Test func smoothFunctionIsLearned() throws {
    let (features, targets) = surface()
    let options = TrainingOptions(
      learningRate: 0.05, epochs: 100, weightDecay: 0, validationFraction: 0.2)
    let fit = try FlowRegressor<Double>.fit(
      features, targets: targets, architecture: smallArchitecture(augmentation: 1),
      options: options)
    #expect(fit.model.score(features, targets: targets) > 0.99)
    #expect(fit.model.predict(features).shape == [120, 1])
  }

  /// Targets in other units give the same model in those units.
  @Test func unitsOfTargetsDoNotMatter() throws {
    let (features, targets) = surface(40)
    func predictions(_ targets: Tensor<Double>) throws -> Tensor<Double> {
      try FlowRegressor<Double>.fit(
        features, targets: targets, architecture: smallArchitecture(),
        options: TrainingOptions(epochs: 3)
      ).model.predict(features)
    }
    let plain = try predictions(targets)
    let scaled = try predictions(targets * 1024)
    for (a, b) in zip(plain.elements, scaled.elements) { #expect(abs(a * 1024 - b) < 1e-10) }
  }

  /// R² of one held out row is no number; the loss decides then.
  @Test func oneHeldOutRowDecidesByItsLoss() throws {
    let (features, targets) = surface(10)
    let options = TrainingOptions(learningRate: 0.01, epochs: 8, validationFraction: 0.1)
    let fit = try FlowRegressor<Double>.fit(
      features, targets: targets, architecture: smallArchitecture(), options: options)
    #expect(fit.validationRows.count == 1)
    let losses = fit.history.compactMap(\.validationLoss)
    #expect(losses.count == 8)
    #expect(fit.bestEpoch == (losses.firstIndex(of: losses.min() ?? 0) ?? 0) + 1)
    #expect(fit.bestEpoch > 1)
  }

  @Test func targetsThatTeachNothingAreRefused() {
    let features = Tensor<Double>([1, 2], shape: [2, 1])
    #expect(
      sentence { try FlowRegressor<Float>.fit(features, targets: Tensor([3, 3])) }
        == "all targets are 3.0: there is nothing to learn")
    #expect(
      sentence { try FlowRegressor<Float>.fit(features, targets: Tensor([3, .nan])) }
        == "the target of row 1 is infinite or not a number: drop the row")
    let pairs = Tensor<Double>([1, 2, 3, .infinity], shape: [2, 2])
    #expect(throws: LearningError.targetNotFinite(row: 1)) {
      try FlowRegressor<Float>.fit(features, targets: pairs)
    }
    #expect(throws: LearningError.featureShape([2])) {
      try FlowRegressor<Float>.fit(Tensor([1, 2]), targets: Tensor([3, 4]))
    }
    #expect(
      LearningError.featureShape([2]).description
        == "features have shape [2]: a matrix is needed, with a row for each target and at least one "
        + "column")
  }
}
