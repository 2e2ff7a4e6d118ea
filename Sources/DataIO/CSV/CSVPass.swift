/// One pass over the records, which may come in several windows.
struct CSVPass {
  private let layout: CSVLayout
  private let rules: CellRules
  private var builders: [ColumnBuilder]
  private var lines = SourceLines()

  init(_ layout: CSVLayout, kinds: [ColumnBuilder.Kind], rules: CellRules, expectedRows: Int) {
    self.layout = layout
    self.rules = rules
    builders = zip(layout.names.names, kinds).map {
      ColumnBuilder(name: $0, kind: $1, expectedRows: expectedRows)
    }
  }

  /// Adds the records from the scanner's position to the end of its bytes.
  mutating func append(_ scanner: inout CSVScanner) throws(DataError) {
    while scanner.advanceToRecord() {
      let line = scanner.line
      let start = scanner.position
      lines.append(line)
      var found = 0
      repeat {
        let field = try scanner.nextField()
        if found < builders.count {
          builders[found].append(field, of: scanner, rules: rules, line: line)
        }
        found += 1
      } while !scanner.isAtRecordEnd
      guard found == builders.count else {
        throw layout.ragged(found: found, startingWith: scanner.bytes[start], line: line)
      }
    }
  }

  /// Says that other bytes will lie where those of the last window did.
  mutating func endWindow() {
    for index in builders.indices { builders[index].endWindow() }
  }

  /// The table, or the columns that are to be read again as text before there is one.
  ///
  /// - Throws: the fault that stands first in the text, if a column is refused.
  func finished() throws(DataError) -> (reading: CSVReading?, columnsToReread: [Int]) {
    let verdicts = builders.map { $0.verdict() }
    try check(verdicts)
    let again = verdicts.indices.filter {
      if case .rereadAsText = verdicts[$0] { true } else { false }
    }
    guard again.isEmpty else { return (nil, again) }
    let columns = verdicts.compactMap { verdict -> Table.Column? in
      guard case .finished(let column) = verdict else { return nil }
      return column
    }
    let table = Table(source: layout.scanner.source, columns: columns, lines: lines)
    return (
      CSVReading(table: table, dialect: layout.dialect, renamedColumns: layout.names.renamed), []
    )
  }

  private func check(_ verdicts: [ColumnBuilder.Verdict]) throws(DataError) {
    var first: DataError?
    for (name, verdict) in zip(layout.names.names, verdicts) {
      guard case .refused(let line, let fault) = verdict, line < first?.line ?? .max else {
        continue
      }
      first = DataError(
        source: layout.scanner.source, line: line, column: name, fault: .table(fault))
    }
    if let first { throw first }
  }
}
