public import DataIO
public import Tensors

/// How good predicted labels and probabilities are.
public struct ClassificationReport: Sendable, Hashable {
  /// How well one class is told from the others.
  public struct ClassScore: Sendable, Hashable {
    /// The class.
    public let label: String
    /// The part of the rows predicted to have the label that have it; 0 when there are none.
    public let precision: Double
    /// The part of the rows that have the label that are predicted to; 0 when there are none.
    public let recall: Double
    /// The harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN); 0 when both are.
    public let f1: Double
    /// The rows that have the label.
    public let support: Int
  }

  /// The number of rows.
  public let rows: Int
  /// The part of the rows whose label is predicted.
  public let accuracy: Double
  /// The mean of −log of the probability given to a row's label, probabilities no closer to 0 or 1
  /// than ``clipping``.
  public let logLoss: Double
  /// The accuracy of always predicting the label that most of these rows have.
  public let baselineAccuracy: Double
  /// The scores of each class, in the order of the probabilities' columns.
  public let classes: [ClassScore]
  /// The rows of each label, first index, for which each label, second index, is predicted.
  public let confusion: [[Int]]

  /// How close to 0 and 1 a probability counts at most: the rounding unit of a double.
  ///
  /// A model may well be certain and wrong; the loss of such a row is 36, not infinite.
  public static var clipping: Double { Double.ulpOfOne }

  /// The report for some rows; the predicted label is the most probable, the first of equals.
  ///
  /// - Parameters:
  ///   - labels: the label of each row.
  ///   - probabilities: the probability of each class; shape `[rows, classes]`.
  ///   - classes: the labels, in the order of the columns.
  /// - Throws: ``LearningError/unknownLabel(_:known:)`` for a label that is no class.
  /// - Precondition: there is at least one row, and as many labels as rows.
  public init(
    labels: [String], probabilities: Tensor<Double>, classes: [String]
  ) throws(LearningError) {
    precondition(
      !labels.isEmpty && probabilities.shape == [labels.count, classes.count],
      "probabilities of shape \(probabilities.shape) for \(labels.count) rows and "
        + "\(classes.count) classes")
    let places = Dictionary(zip(classes, 0...)) { first, _ in first }
    let predicted = probabilities.columnsOfRowMaxima()
    var confusion = [[Int]](
      repeating: [Int](repeating: 0, count: classes.count), count: classes.count)
    var chances: [Double] = []
    for (row, label) in labels.enumerated() {
      guard let actual = places[label] else { throw .unknownLabel(label, known: classes) }
      confusion[actual][predicted[row]] += 1
      let clipping = ClassificationReport.clipping
      chances.append(min(max(probabilities[row, actual], clipping), 1 - clipping))
    }
    rows = labels.count
    logLoss = -Tensor(chances).log().mean()
    let hits = classes.indices.reduce(0) { $0 + confusion[$1][$1] }
    accuracy = Double(hits) / Double(labels.count)
    let supports = confusion.map { $0.reduce(0, +) }
    baselineAccuracy = Double(supports.max() ?? 0) / Double(labels.count)
    self.confusion = confusion
    self.classes = classes.indices.map { index in
      ClassScore(
        label: classes[index], hits: confusion[index][index],
        predicted: confusion.reduce(0) { $0 + $1[index] }, support: supports[index])
    }
  }

  /// The report as JSON.
  public var json: JSONValue {
    [
      "task": "classification", "rows": .integer(rows), "accuracy": .number(accuracy),
      "log_loss": .number(logLoss), "baseline_accuracy": .number(baselineAccuracy),
      "classes": .array(classes.map(\.json)),
      "confusion": .array(confusion.map { .array($0.map(JSONValue.integer)) }),
    ]
  }
}

extension ClassificationReport.ClassScore {
  fileprivate init(label: String, hits: Int, predicted: Int, support: Int) {
    func part(_ a: Int, of b: Int) -> Double { b > 0 ? Double(a) / Double(b) : 0 }
    self.label = label
    precision = part(hits, of: predicted)
    recall = part(hits, of: support)
    f1 = part(2 * hits, of: predicted + support)
    self.support = support
  }

  fileprivate var json: JSONValue {
    [
      "label": .string(label), "precision": .number(precision), "recall": .number(recall),
      "f1": .number(f1), "support": .integer(support),
    ]
  }
}
