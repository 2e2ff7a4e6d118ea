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
      var pass = CSVPass(
        layout, kinds: kinds, rules: CellRules(options), expectedRows: layout.expectedRows)
      var scanner = layout.scanner
      try pass.append(&scanner)
      let end = try pass.finished()
      if let reading = end.reading { return reading }
      for index in end.columnsToReread { kinds[index] = .declaredText }
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
  /// Where the records end from which the layout was found out.
  let sampleEnd: Int
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
    sampleEnd = sample.records.last?.fields.last?.range.upperBound ?? 0
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
  ///   - first: its first byte.
  ///   - line: its line.
  /// - Returns: the error.
  func ragged(found: Int, startingWith first: UInt8, line: Int) -> DataError {
    if first == commentMark {
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
