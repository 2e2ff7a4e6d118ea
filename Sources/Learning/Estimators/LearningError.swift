public import DataIO

/// Why data cannot be learned from, or a model cannot be used: a user's mistake, with its place.
public enum LearningError: Error, Sendable, Hashable {
  /// There are fewer rows than learning takes.
  case tooFewRows(found: Int, needed: Int)
  /// Features and targets have different numbers of rows.
  case rowsDiffer(features: Int, targets: Int)
  /// A feature is infinite or no number; row and column from 0.
  case notFinite(row: Int, column: Int)
  /// A target is infinite or no number; row from 0.
  case targetNotFinite(row: Int)
  /// All rows have the same label.
  case oneClass(String)
  /// All targets of a regression are equal.
  case constantTarget(Double)
  /// A label that the model does not know.
  case unknownLabel(String, known: [String])
  /// Rows have another number of features than the model.
  case featureCount(found: Int, expected: Int)
  /// Features are no matrix with at least one column.
  case featureShape([Int])
  /// The options contradict themselves or each other.
  case option(String)
  /// The table cannot be used.
  case data(DataError)
  /// A table has no column beside the target.
  case noFeatures(target: String)
  /// The target of a regression holds text.
  case textTarget(source: String, column: String, example: String)
  /// A column holds numbers, none of which is a category that the model knows.
  case numbersForCategories(source: String, column: String, found: String, known: [String])
}

extension LearningError {
  /// What the closure returns; an error about a table becomes one about learning.
  static func wrapping<Result>(
    _ body: () throws(DataError) -> Result
  ) throws(LearningError) -> Result {
    do throws(DataError) {
      return try body()
    } catch {
      throw .data(error)
    }
  }
}
