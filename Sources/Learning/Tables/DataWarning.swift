/// Something about a table that often means that learning from it will disappoint.
public enum DataWarning: Sendable, Hashable {
  /// Every row has another whole number or another text in this column.
  case identifier(column: String)
  /// All rows have the same value in this column.
  case constant(column: String)
  /// The column has so many categories, each of which becomes a feature.
  case manyCategories(column: String, count: Int)
  /// The column tells the target: one is a function of the other.
  case leak(column: String, target: String)
  /// Classes that one row alone has.
  case singleRowClasses([String])
  /// The classes stand one after another in the table, and rows are not shuffled.
  case sortedByClass(target: String)
  /// Rows with missing values are left out.
  case rowsLeftOut(Int, of: Int)
  /// Missing cells are filled.
  case cellsFilled(Int)
}

extension DataWarning: CustomStringConvertible {
  /// One sentence: what was seen, what it means, what to do.
  public var description: String {
    switch self {
    case .identifier(let column):
      "column \(column) has another value in every row, as an identifier has: a model learns rows "
        + "by heart from it (drop it)"
    case .constant(let column):
      "column \(column) has the same value in all rows: nothing can be learned from it"
    case .manyCategories(let column, let count):
      "column \(column) has \(count) categories and becomes as many features (drop it if it is a "
        + "name or a free text)"
    case .leak(let column, let target):
      "column \(column) tells \(target) without error: if it is not known before \(target) is, drop "
        + "it"
    case .singleRowClasses(let labels):
      labels.count == 1
        ? "only one row has the label \(labels[0]): it cannot be both learned and checked"
        : "the labels \(listed(labels)) have one row each: none of them can be both learned and "
          + "checked"
    case .sortedByClass(let target):
      "the rows stand in the order of \(target), and they are not shuffled: each step sees one class "
        + "only"
    case .rowsLeftOut(let count, let total):
      "\(count) of \(total) rows are left out because a value is missing in them"
    case .cellsFilled(let count):
      "\(count) missing \(count == 1 ? "cell is" : "cells are") filled with the column's mean or "
        + "most frequent category"
    }
  }
}
