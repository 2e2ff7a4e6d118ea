/// How delimited text is to be read; what is left open is found out from the text and reported.
public struct CSVOptions: Hashable, Sendable {
  /// Whether the first record names the columns.
  public enum Header: Hashable, Sendable {
    /// To be found out from the first hundred records.
    case detected
    /// It does.
    case present
    /// It does not; the columns are called by their index from 0, as in `"0"`.
    case absent
  }

  /// The byte between fields; nil to find it out among comma, semicolon, tab and `|`.
  public var delimiter: UInt8?
  /// Whether the first record names the columns.
  public var header: Header
  /// The mark between whole and fractional digits.
  public var decimalMark: DecimalMark
  /// The byte that begins a comment line at the top of the text; nil when there are none.
  public var commentMark: UInt8?
  /// The cells that stand for a missing value, compared exactly; the empty cell always does.
  public var missingMarkers: Set<String>
  /// Columns to read as text even if their cells look like numbers: names, or indices from 0.
  public var categorical: [String]
  /// Columns not to read at all: names, or indices from 0.
  public var dropped: [String]

  /// The markers of a missing value that are understood when nothing else is said.
  public static let standardMissingMarkers: Set<String> = [
    "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "?",
  ]

  /// Options, each with its usual value.
  public init(
    delimiter: UInt8? = nil, header: Header = .detected, decimalMark: DecimalMark = .point,
    commentMark: UInt8? = UInt8(ascii: "#"),
    missingMarkers: Set<String> = CSVOptions.standardMissingMarkers,
    categorical: [String] = [], dropped: [String] = []
  ) {
    self.delimiter = delimiter
    self.header = header
    self.decimalMark = decimalMark
    self.commentMark = commentMark
    self.missingMarkers = missingMarkers
    self.categorical = categorical
    self.dropped = dropped
  }
}
