public import DataIO

/// What a model is to predict: one of some classes, or a number.
public enum LearningTask: String, Sendable, Hashable, CaseIterable {
  case classification, regression
}

/// A task found out from the values of a target column, and what spoke for it.
///
/// Text is classes. Numbers are classes when all are whole, and there are two of them, or at most 20
/// that occur five times each on average. Other numbers are a regression's.
public struct TaskGuess: Sendable, Hashable {
  /// What spoke for a task.
  public enum Reason: Sendable, Hashable {
    /// The column holds text.
    case text(categories: Int)
    /// The column holds a few whole numbers, again and again.
    case fewWholeNumbers(distinct: Int, rows: Int)
    /// The column holds many different whole numbers.
    case manyWholeNumbers(distinct: Int, rows: Int)
    /// The column holds a number with a fraction.
    case fraction(example: Double)
  }

  /// The name of the target column.
  public let target: String
  /// What spoke for the task.
  public let reason: Reason

  /// The most different whole numbers that are taken for classes.
  public static var mostClasses: Int { 20 }
  /// The rows that a class of whole numbers has on average, at least, unless there are two classes.
  public static var rowsPerClass: Int { 5 }

  /// The guess for a column.
  public init(_ column: Table.Column) {
    target = column.name
    switch column.values {
    case .text(let codes, _):
      reason = .text(categories: Set(codes.filter { $0 >= 0 }).count)
    case .numeric(let numbers):
      let present = numbers.filter { !$0.isNaN }
      if let example = present.first(where: { $0.rounded() != $0 }) {
        reason = .fraction(example: example)
        return
      }
      let distinct = Set(present.map { $0 + 0 }).count
      let areFew =
        distinct == 2
        || distinct <= TaskGuess.mostClasses && distinct * TaskGuess.rowsPerClass <= present.count
      reason =
        areFew
        ? .fewWholeNumbers(distinct: distinct, rows: present.count)
        : .manyWholeNumbers(distinct: distinct, rows: present.count)
    }
  }

  /// The task.
  public var task: LearningTask {
    switch reason {
    case .text, .fewWholeNumbers: .classification
    case .manyWholeNumbers, .fraction: .regression
    }
  }
}
