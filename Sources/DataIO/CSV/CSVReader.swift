/// Reads delimited text (CSV and its kin) into tables.
///
/// ```swift
/// let reading = try CSVReader().read(bytes, source: "iris.csv")
/// let petals = try reading.table.numbers(of: "petalwidth")
/// ```
///
/// A column is of numbers when all its cells are, and of text when more cells are text than
/// numbers; anything between is refused with the line of the first cell that is not a number, for
/// no number may turn into text, or text into a gap, in silence. Records of another length than the
/// first are refused as well.
public struct CSVReader: Sendable {
  /// How the text is to be read.
  public var options: CSVOptions

  /// A reader.
  public init(options: CSVOptions = CSVOptions()) {
    self.options = options
  }

  /// The table in some bytes of text.
  ///
  /// - Parameters:
  ///   - bytes: text in UTF-8, or in UTF-16 with a byte order mark.
  ///   - source: the name of the file, for sentences.
  /// - Returns: the table, and what was found out about the text.
  /// - Throws: a `DataError` with line and column.
  /// - Complexity: one pass over the bytes and one over the first hundred records for each
  ///   delimiter that is tried; a second pass where numbers stand above the text of a text column.
  public func read(_ bytes: [UInt8], source: String) throws(DataError) -> CSVReading {
    let layout = try CSVLayout(bytes, source: source, options: options)
    var kinds = try layout.kinds(options)
    while true {
      let pass = try CSVPass(layout, kinds: kinds, rules: CellRules(options))
      if let reading = try pass.reading() { return reading }
      for index in pass.columnsToReread { kinds[index] = .declaredText }
    }
  }
}

extension CSVReader {
  /// The names of the columns in some bytes of text, dropped ones as well, without reading on.
  ///
  /// - Parameters:
  ///   - bytes: text in UTF-8, or in UTF-16 with a byte order mark.
  ///   - source: the name of the file, for sentences.
  /// - Returns: the names, made unique as `read` makes them.
  /// - Throws: a `DataError` when the first hundred records cannot be read.
  public func names(in bytes: [UInt8], source: String) throws(DataError) -> [String] {
    try CSVLayout(bytes, source: source, options: options).names.names
  }
}

/// What a reader read.
public struct CSVReading: Sendable {
  /// The table.
  public let table: Table
  /// How the text is built, given or found out.
  public let dialect: CSVDialect
  /// The columns that are called otherwise than in the file.
  public let renamedColumns: [RenamedColumn]
}

/// The shape of a text: delimiter, header, and where the records begin.
struct CSVLayout {
  let scanner: CSVScanner
  let dialect: CSVDialect
  let names: UniqueNames
  /// The line of the record that says how many fields there are.
  let firstLine: Int
  let expectedRows: Int
  private let commentMark: UInt8?

  init(_ bytes: [UInt8], source: String, options: CSVOptions) throws(DataError) {
    let text = try DecodedText(bytes, source: source)
    var start = CSVScanner(
      text.bytes, from: text.start, delimiter: options.delimiter ?? Ascii.comma, source: source)
    let comments = options.commentMark.map { start.skipComments($0) } ?? 0
    let declared = start.skipDeclaration(of: options.delimiter)
    guard start.advanceToRecord() else {
      throw DataError(source: source, fault: .table(.noRecords))
    }
    let delimiter =
      options.delimiter ?? declared ?? sniffedDelimiter(at: start, options: options)
    var scanner = CSVScanner(
      text.bytes, from: start.position, line: start.line, delimiter: delimiter, source: source)
    let sample = try CSVSample(scanner)
    let hasHeader =
      switch options.header {
      case .present: true
      case .absent: false
      case .detected: sample.hasHeader(options: options)
      }
    dialect = CSVDialect(
      delimiter: delimiter, hasHeader: hasHeader, isHeaderDetected: options.header == .detected,
      commentLines: comments, encoding: text.encoding)
    try Self.checkDelimiter(sample, options: options)
    firstLine = sample.records[0].line
    let fields = sample.records[0].fields
    names = hasHeader ? UniqueNames(fields.map(scanner.text)) : UniqueNames(count: fields.count)
    if hasHeader { _ = try scanner.nextRecord() }
    self.scanner = scanner
    commentMark = options.commentMark
    expectedRows = sample.expectedRows
  }

  /// How each column is to be kept.
  func kinds(_ options: CSVOptions) throws(DataError) -> [ColumnBuilder.Kind] {
    var kinds = [ColumnBuilder.Kind](repeating: .open, count: names.names.count)
    for name in options.categorical { kinds[try index(of: name)] = .declaredText }
    for name in options.dropped { kinds[try index(of: name)] = .dropped }
    guard kinds.contains(where: { $0 != .dropped }) else {
      throw DataError(source: scanner.source, fault: .table(.nothingLeft))
    }
    return kinds
  }

  private func index(of name: String) throws(DataError) -> Int {
    guard let index = columnIndex(of: name, in: names.names) else {
      throw DataError(
        source: scanner.source, fault: .table(.noSuchColumn(name, columns: names.names)))
    }
    return index
  }

  /// The error about a record with too few or too many fields.
  ///
  /// - Parameters:
  ///   - found: the number of its fields.
  ///   - start: the offset of its first byte.
  ///   - line: its line.
  /// - Returns: the error.
  func ragged(found: Int, at start: Int, line: Int) -> DataError {
    if scanner.bytes[start] == commentMark {
      return DataError(source: scanner.source, line: line, fault: .table(.commentAmongRecords))
    }
    let fault = DataError.TableFault.ragged(
      found: found, expected: names.names.count, firstLine: firstLine)
    return DataError(source: scanner.source, line: line, fault: .table(fault))
  }

  /// Refuses one column of cells such as `1.5 2.5 3.5`.
  private static func checkDelimiter(_ sample: CSVSample, options: CSVOptions) throws(DataError) {
    let bytes = sample.scanner.bytes
    for record in sample.records.prefix(2) where record.fields.count == 1 {
      let parts = bytes[record.fields[0].range].split { $0 == Ascii.space || $0 == Ascii.tab }
      let areNumbers = parts.allSatisfy {
        DecimalNumber(bytes, in: $0.indices, mark: options.decimalMark) != .malformed
      }
      guard parts.count > 1, areNumbers else { continue }
      let text = sample.scanner.text(record.fields[0])
      throw DataError(
        source: sample.scanner.source, line: record.line,
        fault: .table(.spacesBetweenNumbers(text)))
    }
  }
}

extension CSVSample {
  /// The number of records in the whole text, judged by the length of the first.
  fileprivate var expectedRows: Int {
    guard let last = records.last?.fields.last else { return 0 }
    let perRecord = max(1, (last.range.upperBound - scanner.position) / records.count)
    return (scanner.bytes.count - scanner.position) / perRecord + 1
  }
}

/// One pass over the records.
private struct CSVPass {
  private let layout: CSVLayout
  private let verdicts: [ColumnBuilder.Verdict]
  private let lines: SourceLines

  init(
    _ layout: CSVLayout, kinds: [ColumnBuilder.Kind], rules: CellRules
  ) throws(DataError) {
    var builders = zip(layout.names.names, kinds).map {
      ColumnBuilder(name: $0, kind: $1, expectedRows: layout.expectedRows)
    }
    var lines = SourceLines()
    var scanner = layout.scanner
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
        throw layout.ragged(found: found, at: start, line: line)
      }
    }
    self.layout = layout
    self.lines = lines
    verdicts = builders.map { $0.verdict() }
  }

  /// The columns to be read again as text.
  var columnsToReread: [Int] {
    verdicts.indices.filter {
      if case .rereadAsText = verdicts[$0] { true } else { false }
    }
  }

  /// The table; nil when there are columns to be read again.
  ///
  /// - Throws: the fault that stands first in the text, if a column is refused.
  func reading() throws(DataError) -> CSVReading? {
    try checkVerdicts()
    guard columnsToReread.isEmpty else { return nil }
    let columns = verdicts.compactMap { verdict -> Table.Column? in
      guard case .finished(let column) = verdict else { return nil }
      return column
    }
    let table = Table(source: layout.scanner.source, columns: columns, lines: lines)
    return CSVReading(
      table: table, dialect: layout.dialect, renamedColumns: layout.names.renamed)
  }

  private func checkVerdicts() throws(DataError) {
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
