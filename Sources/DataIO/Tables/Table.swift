/// A table of data: columns of numbers or of text, all of the same length, with their names.
///
/// It remembers where it came from, so that a sentence about a row can name its file and line.
public struct Table: Hashable, Sendable {
  /// The name of the file or stream, for sentences.
  public let source: String
  /// The columns, no two of the same name.
  public let columns: [Column]
  /// The number of rows.
  public let rowCount: Int
  let lines: SourceLines?

  /// One column.
  public struct Column: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The cells.
    public var values: Values
    /// The rows whose value is missing, ascending.
    public var missing: [Int]

    /// A column of cells.
    public init(name: String, values: Values, missing: [Int] = []) {
      self.name = name
      self.values = values
      self.missing = missing
    }

    /// A column of numbers, NaN where the value is missing.
    public init(name: String, numbers: [Double]) {
      self.init(
        name: name, values: .numeric(numbers), missing: numbers.indices.filter { numbers[$0].isNaN }
      )
    }

    /// A column of text, nil where the value is missing.
    public init(name: String, texts: [String?]) {
      var words = Words()
      for text in texts { words.append(text.map { words.code(of: $0) } ?? -1) }
      self = words.column(name: name, missing: texts.indices.filter { texts[$0] == nil })
    }
  }

  /// The cells of a column.
  public enum Values: Hashable, Sendable {
    /// Numbers; NaN where the value is missing.
    case numeric([Double])
    /// Categories, in the order of their bytes, and for each row the index of its own; -1 where the
    /// value is missing.
    case text(codes: [Int32], categories: [String])

    /// The number of cells.
    public var count: Int {
      switch self {
      case .numeric(let numbers): numbers.count
      case .text(let codes, _): codes.count
      }
    }
  }

  /// A table made in a program.
  ///
  /// - Precondition: the columns have equally many cells and different names.
  public init(source: String, columns: [Column]) {
    self.init(source: source, columns: columns, lines: nil)
  }

  init(source: String, columns: [Column], lines: SourceLines?) {
    let rows = columns.first?.values.count ?? lines?.count ?? 0
    for column in columns {
      precondition(
        column.values.count == rows,
        "column \(column.name) has \(column.values.count) cells, column \(columns[0].name) \(rows)")
    }
    precondition(
      Set(columns.map(\.name)).count == columns.count,
      "two columns of the same name among \(columns.map(\.name))")
    precondition(
      lines == nil || lines?.count == rows, "\(rows) rows, lines of \(lines?.count ?? 0)")
    self.source = source
    self.columns = columns
    self.lines = lines
    rowCount = rows
  }

  /// The line of the file in which a row begins; nil for a table made in a program.
  public func line(ofRow row: Int) -> Int? { lines?[row] }

  /// An error about this table.
  ///
  /// - Parameters:
  ///   - fault: what is wrong.
  ///   - row: the row that it is about, if any.
  ///   - column: the column that it is about, if any.
  /// - Returns: the error, its line found from the row.
  public func error(
    _ fault: DataError.TableFault, row: Int? = nil, column: String? = nil
  ) -> DataError {
    DataError(
      source: source, line: row.flatMap { line(ofRow: $0) }, column: column, fault: .table(fault))
  }
}
