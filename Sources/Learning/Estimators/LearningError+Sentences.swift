extension LearningError: CustomStringConvertible {
  /// One sentence: what, where, what was expected, what to do.
  public var description: String {
    switch self {
    case .tooFewRows(let found, let needed):
      "\(found) rows are too few to learn from: at least \(needed) are needed"
    case .rowsDiffer(let features, let targets):
      "there are \(features) rows of features and \(targets) targets: each row needs one"
    case .notFinite(let row, let column):
      "row \(row), feature \(column) is infinite or not a number: drop the row or fill the cell"
    case .oneClass(let label):
      "all rows have the label \"\(label)\": a classifier needs at least two classes"
    case .constantTarget(let value):
      "all targets are \(value): there is nothing to learn"
    case .unknownLabel(let label, let known):
      "the label \"\(label)\" is not one the model knows (\(known.joined(separator: ", ")))"
    case .featureCount(let found, let expected):
      "rows have \(found) features, the model was trained on \(expected)"
    case .option(let sentence): sentence
    }
  }
}
