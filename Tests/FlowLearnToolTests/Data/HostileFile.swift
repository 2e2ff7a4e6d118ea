import FlowLearn
import Testing

/// A file called `data.csv` that is no plain table, and what comes of it.
struct HostileFile: CustomTestStringConvertible, Sendable {
  /// What comes of a file.
  enum Outcome: Sendable {
    /// It is read, and these are its cells, the header first; a missing value is nil.
    case cells([[String?]])
    /// It is read, and has so many rows and columns.
    case size(rows: Int, columns: Int)
    /// It is refused; the sentence goes on so behind the file's name.
    case refused(String)
  }

  let testDescription: String
  let options: String
  let outcome: Outcome
  let bytes: @Sendable () -> [UInt8]

  init(
    _ name: String, options: String, _ outcome: Outcome,
    bytes: @escaping @Sendable () -> [UInt8]
  ) {
    testDescription = name
    self.options = options
    self.outcome = outcome
    self.bytes = bytes
  }

  /// A file of text.
  init(_ name: String, _ text: String, options: String = "", _ outcome: Outcome) {
    self.init(name, options: options, outcome) { Array(text.utf8) }
  }

  /// All of them.
  static let all = dialects + records + headers + numbers + encodings + packed + foreign + large
}

extension HostileFile {
  /// Two rows of numbers under `a` and `b`.
  static let plain = Outcome.cells([["a", "b"], ["1.0", "2.0"], ["3.0", "4.0"]])

  /// A sentence about a cell that is not a number.
  static func notANumber(_ line: Int, _ shown: String, _ column: String = "a") -> Outcome {
    .refused(
      ":\(line): column \(column): \(shown) is not a number (drop the column with --drop \(column), "
        + "or use --categorical \(column))")
  }

  /// A sentence about a cell with a comma.
  static func comma(_ line: Int, _ shown: String, _ column: String = "a") -> Outcome {
    .refused(
      ":\(line): column \(column): \"\(shown)\" holds a comma (if it is a decimal comma, use "
        + "--decimal ,; if it separates thousands, take it out; or use --categorical \(column))")
  }

  /// A sentence about a record of another number of fields.
  static func ragged(_ line: Int, _ found: String, _ expected: Int, first: Int = 1) -> Outcome {
    .refused(
      ":\(line): \(found) where line \(first) has \(expected) (complete the line, or put quotes "
        + "around a field that holds the delimiter)")
  }

  /// A sentence about another format.
  static func format(_ noun: String, _ advice: String) -> Outcome {
    .refused(": this is \(noun), not a table in text (\(advice))")
  }
}
