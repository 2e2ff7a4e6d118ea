import DataIO

/// The table that a text holds, under the name `t.csv`.
func read(_ text: String, _ options: CSVOptions = CSVOptions()) throws(DataError) -> CSVReading {
  try CSVReader(options: options).read(Array(text.utf8), source: "t.csv")
}

/// The cells of a table as text, a missing value as nil; the header first.
func cells(_ table: Table) -> [[String?]] {
  let columns = table.columns.map { column -> [String?] in
    let missing = Set(column.missing)
    switch column.values {
    case .numeric(let numbers):
      return numbers.indices.map { missing.contains($0) ? nil : numbers[$0].description }
    case .text(let codes, let categories):
      return codes.map { $0 < 0 ? nil : categories[Int($0)] }
    }
  }
  return [table.names] + (0..<table.rowCount).map { row in columns.map { $0[row] } }
}

/// The sentence of the error that a text leads to; nil when it is read.
func sentence(_ text: String, _ options: CSVOptions = CSVOptions()) -> String? {
  sentence(of: Array(text.utf8), options)
}

/// The sentence of the error that some bytes lead to; nil when they are read.
func sentence(of bytes: [UInt8], _ options: CSVOptions = CSVOptions()) -> String? {
  do throws(DataError) {
    _ = try CSVReader(options: options).read(bytes, source: "t.csv")
    return nil
  } catch {
    return error.description
  }
}
