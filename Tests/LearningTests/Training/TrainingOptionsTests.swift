import Learning
import Tensors
import Testing

@Suite struct TrainingOptionsTests {
  @Test(arguments: [
    (TrainingOptions(learningRate: 0), "the learning rate is 0.0: it must be positive"),
    (TrainingOptions(learningRate: .nan), "the learning rate is nan: it must be positive"),
    (TrainingOptions(epochs: 0), "there are 0 epochs: at least 1 is needed"),
    (TrainingOptions(batchSize: 0), "a batch of 0 rows: at least 1 is needed"),
    (
      TrainingOptions(validationFraction: 1),
      "a part of 1.0 cannot be held out: it must be in [0, 1)"
    ),
    (TrainingOptions(weightDecay: -1), "the weight decay is -1.0: it must not be negative"),
    (TrainingOptions(clipNorm: 0), "the gradient's bound is 0.0: it must be positive"),
    (
      TrainingOptions(minimumImprovement: .nan),
      "the least improvement is nan: it must not be negative"
    ),
    (TrainingOptions(patience: 0), "the patience is 0 epochs: at least 1 is needed"),
  ])
  func numbersThatNoTrainingCanMeanAreRefused(
    _ options: TrainingOptions, _ expected: String
  ) {
    let (features, labels) = clouds(6)
    #expect(
      sentence { try FlowClassifier<Float>.fit(features, labels: labels, options: options) }
        == expected)
  }
}
