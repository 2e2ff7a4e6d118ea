import FlowLearn
import Testing

/// One way to write a table down.
struct Dress: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// What must be said to the tool for it to see the same table.
  var options = ""
  /// The end of the file's name.
  var ending = ".csv"
  /// What standard error says of it, if anything.
  var finding: String?
  let bytes: @Sendable (DressedTable) -> [UInt8]
}

/// A table to be written down in many ways: numbers, a text column and a target, with line ends and
/// quotes in the texts.
struct DressedTable {
  let header = ["length", "wide r", "colour", "kind"]
  let rows: [[String]]

  /// Tables whose cells are numbers but for the last two columns.
  init(rows count: Int = 60) {
    var stream = RandomStream(seed: 11)
    rows = (0..<count).map { row in
      let length = (stream.normal() * 1000).rounded() / 1000 + (row % 2 == 0 ? 1 : -1)
      let width = (stream.normal() * 100).rounded() / 100
      return [
        "\(length)", "\(width)", ["red", "dark, \"blue\"", "two\nlines"][row % 3],
        row % 2 == 0 ? "caf\u{e9}" : "bar",
      ]
    }
  }

  /// The lines as fields, header first.
  var records: [[String]] { [header] + rows }

  /// The table as text; fields are quoted where they need it, or all of them.
  func text(
    delimiter: Character = ",", end: String = "\n", quotesAll: Bool = false,
    hasHeader: Bool = true, number: (String) -> String = { $0 }
  ) -> String {
    let shown =
      (hasHeader ? [header] : []) + rows.map { [number($0[0]), number($0[1])] + $0[2...] }
    return shown.map { record in
      record.map { field in
        let special = field.contains { [delimiter, "\"", "\n"].contains($0) }
        return special || quotesAll
          ? "\"" + field.replacingQuotes + "\"" : field
      }.joined(separator: String(delimiter))
    }.joined(separator: end) + end
  }

  /// The text with a byte order mark, as UTF-16.
  func utf16(isLittle: Bool) -> [UInt8] {
    Array(("\u{feff}" + text()).utf16).flatMap { unit in
      let (low, high) = (UInt8(unit & 255), UInt8(unit >> 8))
      return isLittle ? [low, high] : [high, low]
    }
  }

  /// The table as arrays that NumPy saves; texts cannot be.
  var numbers: [[Double]] { rows.map { [Double($0[0]) ?? .nan, Double($0[1]) ?? .nan] } }
}

extension String {
  fileprivate var replacingQuotes: String {
    split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
  }
}

extension Dress {
  /// All dresses of one table but the first, which the others are compared with.
  static let all: [Dress] = [
    Dress(testDescription: "CRLF") { Array($0.text(end: "\r\n").utf8) },
    Dress(testDescription: "CR") { Array($0.text(end: "\r").utf8) },
    Dress(testDescription: "mixed ends, empty lines") { table in
      let ends = ["\n", "\r\n", "\r", "\n\n", "\r\n  \n"]
      let lines = table.records.indices.map { index in
        String(table.text(end: "\u{1}").split(separator: "\u{1}")[index]) + ends[index % 5]
      }
      return Array(lines.joined().utf8)
    },
    Dress(testDescription: "no line end at the end") { Array($0.text().dropLast().utf8) },
    Dress(testDescription: "semicolons", finding: "the columns are separated by ';'") {
      Array($0.text(delimiter: ";").utf8)
    },
    Dress(testDescription: "tabs", ending: ".tsv", finding: "the columns are separated by a tab") {
      Array($0.text(delimiter: "\t").utf8)
    },
    Dress(testDescription: "bars", finding: "the columns are separated by '|'") {
      Array($0.text(delimiter: "|").utf8)
    },
    Dress(testDescription: "a delimiter of its own", options: "--delimiter ^") {
      Array($0.text(delimiter: "^").utf8)
    },
    Dress(testDescription: "decimal commas", options: "--decimal ,") { table in
      Array(
        table.text(delimiter: ";") { $0.split(separator: ".").joined(separator: ",") }.utf8)
    },
    Dress(testDescription: "everything in quotes") { Array($0.text(quotesAll: true).utf8) },
    Dress(testDescription: "other spellings of numbers") { table in
      Array(table.text { "\($0.hasPrefix("-") ? "" : "+")\($0)00e+0" }.utf8)
    },
    Dress(testDescription: "spaces around the fields") { table in
      Array(table.text { "  \($0)\t" }.utf8)
    },
    Dress(testDescription: "comments on top") {
      Array(("# measured in 1931\n\n# by hand\n" + $0.text()).utf8)
    },
    Dress(testDescription: "a byte order mark") { Array(("\u{feff}" + $0.text()).utf8) },
    Dress(testDescription: "UTF-16, low byte first") { $0.utf16(isLittle: true) },
    Dress(testDescription: "UTF-16, high byte first") { $0.utf16(isLittle: false) },
    Dress(testDescription: "gzip", ending: ".csv.gz") { Gzip.compressed(Array($0.text().utf8)) },
    Dress(testDescription: "gzip under another name") {
      Gzip.compressed(Array($0.text().utf8), level: 1)
    },
    Dress(testDescription: "two gzip members", ending: ".csv.gz") { table in
      let text = Array(table.text().utf8)
      return Gzip.compressed(Array(text[..<100])) + Gzip.compressed(Array(text[100...]))
    },
    Dress(testDescription: "UTF-16 in gzip", ending: ".gz") {
      Gzip.compressed($0.utf16(isLittle: true))
    },
    Dress(testDescription: "a column that is dropped", options: "--drop note") { table in
      var lines = table.text(end: "\u{1}").split(separator: "\u{1}").map(String.init)
      for index in lines.indices {
        lines[index] = (index == 0 ? "note," : "n\(index),") + lines[index]
      }
      return Array(lines.joined(separator: "\n").utf8)
    },
  ]
}
