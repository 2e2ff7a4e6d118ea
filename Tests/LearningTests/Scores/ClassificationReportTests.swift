import DataIO
import Learning
import Tensors
import Testing

/// Expected numbers were printed by scikit-learn 1.9.1: `accuracy_score`, `log_loss`,
/// `precision_recall_fscore_support(zero_division=0)` and `confusion_matrix`.
@Suite struct ClassificationReportTests {
  @Test func numbersAreScikitLearns() throws {
    let probabilities = Tensor<Double>(
      [
        0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.3, 0.3, 0.4, 0.2, 0.5, 0.3, 0.25, 0.5, 0.25,
        0.6, 0.3, 0.1, 1, 0, 0, 0.4, 0.35, 0.25, 0.5, 0.3, 0.2, 0, 1, 0,
      ], shape: [10, 3])
    let report = try ClassificationReport(
      labels: ["a", "b", "c", "a", "b", "c", "a", "a", "b", "a"], probabilities: probabilities,
      classes: ["a", "b", "c"])
    #expect(report.rows == 10)
    #expect(report.accuracy == 0.6)
    #expect(abs(report.logLoss - 4.4265196338432435) < 2e-15)
    #expect(report.baselineAccuracy == 0.5)
    #expect(report.confusion == [[3, 2, 0], [1, 2, 0], [1, 0, 1]])
    let scores = report.classes
    #expect(scores.map(\.precision) == [0.6, 0.5, 1])
    #expect(scores.map(\.recall) == [0.6, 2.0 / 3, 0.5])
    #expect(scores.map(\.f1) == [0.6, 4.0 / 7, 2.0 / 3])
    #expect(scores.map(\.support) == [5, 3, 2])
  }

  /// A class that no row has, and one that is never predicted, score 0.
  @Test func absentClassesScoreZero() throws {
    let probabilities = Tensor<Double>(
      [0.1, 0.6, 0.2, 0.1, 0.1, 0.2, 0.6, 0.1, 0.2, 0.5, 0.2, 0.1, 0.3, 0.4, 0.2, 0.1],
      shape: [4, 4])
    let report = try ClassificationReport(
      labels: ["x", "x", "y", "x"], probabilities: probabilities, classes: ["n", "x", "y", "z"])
    #expect(report.classes.map(\.precision) == [0, 2.0 / 3, 0, 0])
    #expect(report.classes.map(\.recall) == [0, 2.0 / 3, 0, 0])
    #expect(report.classes.map(\.f1) == [0, 2.0 / 3, 0, 0])
    #expect(abs(report.logLoss - 1.1614980451270867) < 1e-15)
  }

  @Test func jsonIsWhatTheToolPrints() throws {
    let report = try ClassificationReport(
      labels: ["n", "y"], probabilities: Tensor([0.5, 0.5, 0.5, 0.5], shape: [2, 2]),
      classes: ["n", "y"])
    #expect(
      report.json.text()
        == #"{"task":"classification","rows":2,"accuracy":0.5,"log_loss":0.6931471805599453,"#
        + #""baseline_accuracy":0.5,"classes":["#
        + #"{"label":"n","precision":0.5,"recall":1.0,"f1":0.6666666666666666,"support":1},"#
        + #"{"label":"y","precision":0.0,"recall":0.0,"f1":0.0,"support":1}],"#
        + #""confusion":[[1,0],[1,0]]}"#)
  }

  @Test func labelThatIsNoClassIsRefused() {
    #expect(
      sentence {
        try ClassificationReport(
          labels: [">50K."], probabilities: Tensor([0.5, 0.5], shape: [1, 2]),
          classes: ["<=50K", ">50K"])
      }
        == "the label \">50K.\" is not one the model knows (<=50K, >50K): correct it, or leave its rows out"
    )
  }
}
