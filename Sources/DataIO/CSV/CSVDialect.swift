/// What was found out about a delimited text, for a tool to say aloud.
public struct CSVDialect: Hashable, Sendable {
  /// The byte between fields.
  public let delimiter: UInt8
  /// Whether the first record names the columns.
  public let hasHeader: Bool
  /// Whether `hasHeader` was found out from the text; false when the options said so.
  public let isHeaderDetected: Bool
  /// The number of comment lines at the top.
  public let commentLines: Int
  /// The encoding of the text.
  public let encoding: TextEncoding
}

/// The first records of a text as they look under a delimiter.
struct CSVSample {
  /// The most records that are looked at.
  static let limit = 100
  /// The bytes after which no further record is looked at, but for the second.
  private static let byteLimit = 1 << 20

  let scanner: CSVScanner
  let records: [(line: Int, fields: [CSVScanner.Field])]

  /// The records at the scanner's position.
  init(_ scanner: CSVScanner) throws(DataError) {
    self.scanner = scanner
    var walker = scanner
    var records: [(line: Int, fields: [CSVScanner.Field])] = []
    while records.count < Self.limit,
      records.count < 2 || walker.position - scanner.position < Self.byteLimit,
      let record = try walker.nextRecord()
    {
      records.append(record)
    }
    self.records = records
  }

  /// What a cell is, seen alone.
  enum Cell {
    case number
    case missing
    case text
  }

  /// What a field is, seen alone; a number may have either decimal mark.
  func cell(_ field: CSVScanner.Field, missing: Set<String>) -> Cell {
    if field.range.isEmpty { return .missing }
    for mark in [DecimalMark.point, .comma]
    where DecimalNumber(scanner.bytes, in: field.range, mark: mark) != .malformed {
      return .number
    }
    return missing.contains(scanner.text(field)) ? .missing : .text
  }

  /// The share of records with the most frequent number of fields, if that is above 1.
  fileprivate var consistency: Double {
    let counts = Dictionary(records.map { ($0.fields.count, 1) }, uniquingKeysWith: +)
    let most = counts.filter { $0.key > 1 }.max { ($0.value, $0.key) < ($1.value, $1.key) }
    return Double(most?.value ?? 0) / Double(max(records.count, 1))
  }

  /// The share of cells that are numbers with either decimal mark.
  fileprivate func numberShare(missing: Set<String>) -> Double {
    let cells = records.flatMap(\.fields).map { cell($0, missing: missing) }
    let numbers = cells.count { $0 == .number }
    return Double(numbers) / Double(max(cells.count, 1))
  }
}

/// The delimiter that the first records speak for: comma, semicolon, tab or `|`.
///
/// A delimiter that gives every record the same number of fields, more than one, wins over those
/// that do not; among several, the one that leaves most cells numbers, then the one with most
/// fields. Where none occurs the text has one column. The comma is no candidate where it is the
/// decimal mark.
func sniffedDelimiter(at start: CSVScanner, options: CSVOptions) -> UInt8 {
  let others = [UInt8(ascii: ";"), Ascii.tab, UInt8(ascii: "|")]
  let candidates = options.decimalMark == .comma ? others : [Ascii.comma] + others
  var best: (score: (Double, Double, Int), delimiter: UInt8) = ((0, 0, 0), candidates[0])
  for delimiter in candidates {
    let scanner = CSVScanner(
      start.bytes, from: start.position, line: start.line, delimiter: delimiter,
      source: start.source)
    guard let sample = try? CSVSample(scanner), sample.consistency > 0 else { continue }
    let score = (
      sample.consistency, sample.numberShare(missing: options.missingMarkers),
      sample.records.first?.fields.count ?? 0
    )
    if score > best.score { best = (score, delimiter) }
  }
  return best.delimiter
}
