import DataIO
import Learning
import Tensors
import Testing

@Suite(.enabled(if: RealData.isPresent, RealData.absence))
struct RealTableTests {
  /// Files with the target that a user would name, the features that they become, and what is guessed
  /// and warned of.
  static let files: [(name: String, target: String, features: Int, task: LearningTask)] = [
    ("iris.csv", "class", 4, .classification),
    ("penguins.csv", "species", 10, .classification),
    ("credit-g.csv", "class", 61, .classification),
    ("optdigits.csv", "class", 64, .classification),
    ("abalone.csv", "-1", 10, .regression),
    ("wdbc.csv", "-1", 30, .classification),
    ("sonar.csv", "-1", 60, .classification),
  ]

  @Test(arguments: files)
  func targetsAndFeaturesAreThoseExpected(
    _ file: (name: String, target: String, features: Int, task: LearningTask)
  ) throws {
    let table = try RealData.table(file.name)
    let encoder = try TableEncoder(fitting: table, target: file.target, missing: .fillMean)
    #expect(encoder.task == file.task)
    #expect(encoder.featureCount == file.features)
    let encoded = try encoder.encode(table)
    #expect(encoded.features.shape == [table.rowCount, file.features])
    #expect(encoded.features.isFinite)
    #expect(encoded.unseen.isEmpty && encoded.extraColumns.isEmpty)
  }

  @Test func constantPixelsAreWarnedOf() throws {
    let table = try RealData.table("optdigits.csv")
    let warnings = try TableEncoder(fitting: table, target: "class").warnings(about: table)
    #expect(warnings.count == 2)
    for warning in warnings {
      guard case .constant = warning else {
        Issue.record("\(warning)")
        continue
      }
    }
  }

  /// The test file's labels end in a full stop, which the training file's do not.
  @Test func labelsOfTheOtherFileAreUnknown() throws {
    let known = try RealData.table("adult-train.csv.gz", header: .absent)
    let encoder = try TableEncoder(
      fitting: known.selecting(rows: Array(0..<400)), target: "14", missing: .dropRows)
    let other = try RealData.table("adult-test.csv.gz", header: .absent)
    let encoded = try encoder.encode(other)
    #expect(encoded.rows.count < other.rowCount)
    #expect(encoded.unseen.contains { $0.column == "13" })
    let model = try TabularModel(untrained: encoder, on: known.selecting(rows: Array(0..<400)))
    #expect(
      sentence { try model.scores(on: other) }
        == "the label \"<=50K.\" is not one the model knows (<=50K, >50K): correct it, or leave its rows out"
    )
  }

  /// Cross-validated accuracies of other models on iris are 0.95 to 0.96.
  @Test func irisIsLearned() throws {
    let table = try RealData.table("iris.csv")
    let test = Array(stride(from: 0, to: 150, by: 5))
    let rest = (0..<150).filter { !$0.isMultiple(of: 5) }
    let known = table.selecting(rows: rest)
    let encoder = try TableEncoder(fitting: known, target: "class")
    let fit = try TabularModel.fit(
      encoder, on: known, architecture: smallArchitecture(),
      options: TrainingOptions(learningRate: 0.02, epochs: 30))
    guard
      case .classification(let report) = try fit.model.scores(on: table.selecting(rows: test))
        .report
    else {
      Issue.record("iris is a classification")
      return
    }
    #expect(report.baselineAccuracy == 1.0 / 3)
    #expect(report.accuracy >= 0.9)
    #expect(report.logLoss < 0.25)
  }
}
