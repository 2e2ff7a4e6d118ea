import FlowLearn
import Testing

/// The warnings that save a day, as the tool says them.
@Suite struct WarningTests {
  /// A header, twelve rows, more options, and the warnings of a dry run.
  static let cases:
    [(name: String, header: String, row: String, options: String, warnings: [String])] = [
      ("nothing odd", "x,y", "fraction,parity", "", []),
      (
        "an identifier", "id,x,y", "number,fraction,parity", "",
        [
          "column id has another value in every row, as an identifier has: a model learns rows by heart "
            + "from it (drop it)"
        ]
      ),
      (
        "a name in every row", "name,x,y", "word,fraction,parity", "",
        [
          "column name has another value in every row, as an identifier has: a model learns rows by "
            + "heart from it (drop it)"
        ]
      ),
      ("an identifier that is dropped", "id,x,y", "number,fraction,parity", "--drop id", []),
      (
        "a constant", "x,k,y", "fraction,constant,parity", "",
        ["column k has the same value in all rows: nothing can be learned from it"]
      ),
      (
        "a leak", "x,copy,y", "fraction,letter,parity", "",
        ["column copy tells y without error: if it is not known before y is, drop it"]
      ),
      ("sorted by class, and shuffled", "x,y", "fraction,half", "", []),
      (
        "sorted by class", "x,y", "fraction,half", "--no-shuffle",
        [
          "the rows stand in the order of y, and they are not shuffled: each step sees one class only"
        ]
      ),
      (
        "a class of one row", "x,y", "fraction,single", "",
        ["only one row has the label c: it cannot be both learned and checked"]
      ),
      (
        "rows left out", "x,y", "gap,parity", "--missing drop",
        ["2 of 12 rows are left out because a value is missing in them"]
      ),
      (
        "cells filled", "x,y", "gap,parity", "--missing mean",
        ["2 missing cells are filled with the column's mean or most frequent category"]
      ),
    ]

  private static func cell(_ kind: Substring, _ row: Int) -> String {
    switch kind {
    case "fraction": "\(row % 5).5"
    case "parity": "\(row % 2)"
    case "number": "\(1000 - 3 * row)"
    case "word": "n\(row)"
    case "constant": "5"
    case "letter": row % 2 == 0 ? "p" : "q"
    case "half": row < 6 ? "a" : "b"
    case "single": row == 4 ? "c" : row % 2 == 0 ? "a" : "b"
    default: row % 6 == 3 ? "" : "\(row % 5).5"
    }
  }

  @Test(arguments: cases)
  func `each is said`(
    _ given: (name: String, header: String, row: String, options: String, warnings: [String])
  ) throws {
    let place = try Workplace()
    let rows = (0..<12).map { row in
      given.row.split(separator: ",").map { Self.cell($0, row) }.joined(separator: ",") + "\n"
    }
    try place.write(given.header + "\n" + rows.joined(), to: "data.csv")
    let run = try place.run("train data.csv --dry-run \(given.options)")
    #expect(run.code == 0, "\(run.errors)")
    let said = run.errors.split(separator: "\n").filter { $0.hasPrefix("warning: ") }
    #expect(said == given.warnings.map { "warning: \($0)" }, "\(given.name)")
  }
}
