public import DataIO
import Tensors

/// How good predictions are: beside the score of the model, that of a guess without one.
public enum ScoreReport: Sendable, Hashable {
  /// Of labels.
  case classification(ClassificationReport)
  /// Of numbers.
  case regression(RegressionReport)

  /// The report as JSON.
  public var json: JSONValue {
    switch self {
    case .classification(let report): report.json
    case .regression(let report): report.json
    }
  }

  init(
    _ target: EncodedExamples.Target, _ values: TablePredictions.Values
  ) throws(LearningError) {
    switch (target, values) {
    case (.labels(let labels), .labels(_, let probabilities, let classes)):
      self = .classification(
        try ClassificationReport(labels: labels, probabilities: probabilities, classes: classes))
    case (.numbers(let targets), .numbers(let predictions)):
      self = .regression(
        RegressionReport(targets: targets.elements, predictions: predictions))
    default: preconditionFailure("targets of one task and predictions of the other")
    }
  }
}

/// The scores of a model on a table, with the predictions that were scored.
public struct TableScores: Sendable {
  /// How good the predictions are.
  public let report: ScoreReport
  /// The predictions.
  public let predictions: TablePredictions
}
