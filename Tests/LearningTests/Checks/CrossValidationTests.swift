import DataIO
import Tensors
import Testing

@testable import Learning

/// Models scored on rows that they were not trained on.
@Suite struct CrossValidationTests {
  @Test("Every row is held out once, and what is learned is predicted")
  func classification() throws {
    var lines = ["x,y,class"]
    for index in 0..<90 {
      let (x, y) = (Double(index % 9) / 4 - 1, Double(index / 9) / 5 - 1)
      lines.append("\(x),\(y),\(x + y > 0.1 ? "above" : "below")")
    }
    let table = try table(lines.joined(separator: "\n") + "\n")
    func run(_ epochs: Int) throws -> CrossValidation {
      let options = TrainingOptions(
        learningRate: 0.1, epochs: epochs, validationFraction: 0, seed: 7)
      return try TabularModel.crossValidation(
        on: table, target: "class", folds: 4, architecture: smallArchitecture(), options: options,
        precision: .double)
    }
    let check = try run(50)
    #expect(check.folds.flatMap(\.rows).sorted() == Array(0..<90))
    #expect(check.folds.map(\.rows.count).allSatisfy { 21...24 ~= $0 })
    #expect(check.measures.map(\.name) == ["accuracy", "log loss"])
    #expect(check.measures[0].mean > 0.9)
    #expect(check.folds.allSatisfy { $0.epochs == 50 })
    // Again with the same seed: the same numbers.
    #expect(try run(2).measures == run(2).measures)
  }

  @Test("Means and deviations are those of statistics")
  func statistics() throws {
    let measure = CrossValidation.Measure(name: "a", values: [2, 4, 4, 6])
    #expect(measure.mean == 4)
    #expect(abs(measure.deviation - (8.0 / 3).squareRoot()) < 1e-15)
  }

  @Test("Regressions are scored, and few rows are refused")
  func regression() throws {
    let lines = (0..<40).map { "\(Double($0) / 20 - 1),\(Double($0) / 10 - 2)" }
    let table = try table("x,y\n" + lines.joined(separator: "\n") + "\n")
    let options = TrainingOptions(learningRate: 0.05, epochs: 60, validationFraction: 0)
    let check = try TabularModel.crossValidation(
      on: table, target: "y", task: .regression, folds: 4, architecture: smallArchitecture(),
      options: options)
    #expect(check.measures.map(\.name) == ["R2", "RMSE"])
    #expect(check.measures[0].mean > 0.9)
    #expect(throws: LearningError.tooFewRows(found: 40, needed: 60)) {
      try TabularModel.crossValidation(on: table, target: "y", task: .regression, folds: 30)
    }
  }
}
