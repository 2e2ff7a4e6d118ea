import Learning
import ODE
import Tensors
import Testing

@Suite struct FlowClassifierTests {
  @Test(arguments: [2, 3])
  func separableClassesAreTold(_ classes: Int) throws {
    let (features, labels) = clouds(classes: classes)
    var options = TrainingOptions(learningRate: 0.05, epochs: 20)
    options.validationFraction = 0.25
    let fit = try FlowClassifier<Double>.fit(
      features, labels: labels, architecture: smallArchitecture(), options: options)
    #expect(fit.model.classes == Array(["a", "b", "c"].prefix(classes)))
    #expect(fit.model.score(features, labels: labels) == 1)
    let probabilities = fit.model.probabilities(features)
    #expect(probabilities.shape == [60, classes])
    for sum in probabilities.sum(over: 1).elements { #expect(abs(sum - 1) < 1e-14) }
    #expect((fit.trainingRows + fit.validationRows).sorted() == Array(0..<60))
    #expect(fit.validationRows.count == (classes == 2 ? 16 : 15))
  }

  /// What each row is predicted does not depend on its neighbours, nor on the threads.
  @Test func rowsArePredictedAlone() throws {
    let (features, labels) = clouds()
    let fit = try FlowClassifier<Float>.fit(
      features, labels: labels, architecture: smallArchitecture(),
      options: TrainingOptions(epochs: 2))
    let whole = fit.model.probabilities(features)
    #expect(fit.model.probabilities(features, pool: ForkJoinPool(threads: 2)) == whole)
    for row in [0, 17, 59] {
      #expect(fit.model.probabilities(features.rows(row..<row + 1)) == whole.rows(row..<row + 1))
    }
  }

  @Test func classesThatAreNumbersAreInTheirOrder() {
    #expect(
      FlowClassifier<Float>.classes(of: ["10", "9", "-1", "2", "9"]) == ["-1", "2", "9", "10"])
    #expect(FlowClassifier<Float>.classes(of: ["10", "9", "x"]) == ["10", "9", "x"])
  }

  @Test(arguments: [
    (
      ["a", "a"], [1.0, 2], "all rows have the label \"a\": a classifier needs at least two classes"
    ),
    ([], [], "0 rows are too few to learn from: at least 2 are needed"),
    (["a", "b"], [1], "there are 1 rows of features and 2 targets: each row needs one"),
    (
      ["a", "b"], [1, .infinity],
      "row 1, feature 0 is infinite or not a number: drop the row or fill the cell"
    ),
  ])
  func rowsThatTeachNothingAreRefused(
    _ labels: [String], _ numbers: [Double], _ expected: String
  ) {
    let features = Tensor(numbers, shape: [numbers.count, 1])
    #expect(sentence { try FlowClassifier<Float>.fit(features, labels: labels) } == expected)
  }

  @Test func validationRowsMayBeGiven() throws {
    let (features, labels) = clouds(30)
    let (others, known) = clouds(12)
    let fit = try FlowClassifier<Double>.fit(
      features, labels: labels, architecture: smallArchitecture(),
      options: TrainingOptions(learningRate: 0.05, epochs: 15), validation: (others, known))
    #expect(fit.trainingRows == Array(0..<30))
    #expect(fit.validationRows.isEmpty)
    #expect(fit.history.last?.validationScore == 1)
    #expect(
      sentence {
        try FlowClassifier<Double>.fit(
          features, labels: labels, validation: (others, known.map { _ in "z" }))
      } == "the label \"z\" is not one the model knows (a, b, c): correct it, or leave its rows out"
    )
    #expect(
      sentence {
        try FlowClassifier<Double>.fit(
          features, labels: labels, validation: (others.columns(0..<1), known))
      } == "rows have 1 features, the model was trained on 2")
    #expect(
      sentence {
        try FlowClassifier<Double>.fit(
          features, labels: labels, validation: (Tensor<Double>.zeros([0, 2]), []))
      } == "0 rows are too few to learn from: at least 1 are needed")
  }
}
