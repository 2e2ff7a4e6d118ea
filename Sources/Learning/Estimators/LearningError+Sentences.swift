import DataIO

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
    case .targetNotFinite(let row):
      "the target of row \(row) is infinite or not a number: drop the row"
    case .oneClass(let label):
      "all rows have the label \"\(label)\": a classifier needs at least two classes"
    case .constantTarget(let value):
      "all targets are \(value): there is nothing to learn"
    case .unknownLabel(let label, let known):
      "the label \"\(label)\" is not one the model knows (\(listed(known))): correct "
        + "it, or leave its rows out"
    case .featureCount(let found, let expected):
      "rows have \(found) features, the model was trained on \(expected)"
    case .featureShape(let shape):
      "features have shape \(shape): a matrix is needed, with a row for each target and at least one "
        + "column"
    case .option(let sentence): sentence
    case .data(let error): error.description
    case .noFeatures(let target):
      "no column is left beside the target \(target): a model needs at least one to learn from"
    case .textTarget(let source, let column, let example):
      "\(source): the target \(column) holds text such as \"\(example)\", and a regression needs numbers "
        + "(use --task classification)"
    case .numbersForCategories(let source, let column, let found, let known):
      "\(source): column \(column): \(found) is none of the categories that the model knows "
        + "(\(listed(known)))"
    }
  }
}

/// A few names of a list, the rest counted.
func listed(_ names: [String], limit: Int = 10) -> String {
  let shown = names.prefix(limit).joined(separator: ", ")
  return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
}
