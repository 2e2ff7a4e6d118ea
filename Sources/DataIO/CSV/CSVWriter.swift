/// Writes delimited text, row by row.
///
/// Fields that hold the delimiter, a quote or a line end, that begin or end with a space, or that
/// begin with `#`, are quoted. Numbers are written as the shortest decimal that reads back as the
/// same number. Lines end with LF.
///
/// ```swift
/// var writer = CSVWriter(header: ["id", "species"])
/// writer.append([.number(1), .text("Iris-setosa")])
/// print(String(decoding: writer.takeBytes(), as: UTF8.self))
/// ```
public struct CSVWriter: Sendable {
  /// One cell.
  public enum Cell: Hashable, Sendable {
    /// A number; one that is not finite is written as an empty cell.
    case number(Double)
    /// A whole number.
    case integer(Int)
    /// Text.
    case text(String)
    /// A missing value: an empty cell.
    case missing
  }

  /// The byte between fields.
  public let delimiter: UInt8
  /// The number of fields of each row.
  public let columnCount: Int
  private var bytes: [UInt8] = []

  /// A writer that has written the names of the columns.
  public init(header: [String], delimiter: UInt8 = UInt8(ascii: ",")) {
    self.delimiter = delimiter
    columnCount = header.count
    append(header.map(Cell.text))
  }

  /// Adds a row.
  ///
  /// - Precondition: there are as many cells as the header has.
  public mutating func append(_ row: [Cell]) {
    precondition(row.count == columnCount, "\(row.count) cells for \(columnCount) columns")
    for (index, cell) in row.enumerated() {
      if index > 0 { bytes.append(delimiter) }
      append(cell)
    }
    // A line with nothing in it would be no row.
    if columnCount == 1, row[0].isEmpty { bytes += [Ascii.quote, Ascii.quote] }
    bytes.append(Ascii.lineFeed)
  }

  /// The bytes written since the last call, for a caller that writes them out as they come.
  public mutating func takeBytes() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  private mutating func append(_ cell: Cell) {
    switch cell {
    case .number(let value): if value.isFinite { bytes += shortestDecimal(value).utf8 }
    case .integer(let value): bytes += String(value).utf8
    case .text(let text): append(text)
    case .missing: break
    }
  }

  private mutating func append(_ text: String) {
    let utf8 = text.utf8
    guard needsQuotes(utf8) else {
      bytes += utf8
      return
    }
    bytes.append(Ascii.quote)
    for byte in utf8 {
      bytes.append(byte)
      if byte == Ascii.quote { bytes.append(byte) }
    }
    bytes.append(Ascii.quote)
  }

  private func needsQuotes(_ utf8: String.UTF8View) -> Bool {
    guard let first = utf8.first, let last = utf8.last else { return false }
    let isSpaced = [first, last].contains { $0 == Ascii.space || $0 == Ascii.tab }
    // A first field with # could be taken for a comment.
    return isSpaced || first == UInt8(ascii: "#")
      || utf8.contains {
        $0 == delimiter || $0 == Ascii.quote || $0 == Ascii.lineFeed || $0 == Ascii.carriageReturn
      }
  }
}

extension CSVWriter.Cell {
  fileprivate var isEmpty: Bool {
    switch self {
    case .number(let value): !value.isFinite
    case .integer: false
    case .text(let text): text.isEmpty
    case .missing: true
    }
  }
}

extension Table {
  /// The table as delimited text, its header first.
  public func csv(delimiter: UInt8 = UInt8(ascii: ",")) -> [UInt8] {
    var writer = CSVWriter(header: names, delimiter: delimiter)
    for row in 0..<rowCount { writer.append(columns.map { $0.cell(row) }) }
    return writer.takeBytes()
  }
}

extension Table.Column {
  /// One cell, ready to be written.
  public func cell(_ row: Int) -> CSVWriter.Cell {
    switch values {
    case .numeric(let numbers):
      numbers[row].isNaN ? .missing : .number(numbers[row])
    case .text(let codes, let categories):
      codes[row] < 0 ? .missing : .text(categories[Int(codes[row])])
    }
  }
}
