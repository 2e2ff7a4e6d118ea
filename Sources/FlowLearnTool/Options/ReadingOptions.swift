import Arguments
import FlowLearn

/// How a table is read: shared by the commands that read one.
struct ReadingOptions: ArgumentGroup {
  @Option(
    "The character between columns, or the word tab; found out from the text unless given.",
    value: "character")
  var delimiter: String?
  @Option("The decimal mark of numbers.", values: [".", ","]) var decimal = "."
  @Flag("The first line names the columns.", defaultText: "found out from the text")
  var header = true
  @Option("A column to read as categories even if it looks like numbers.", value: "column")
  var categorical: [String]
  @Option("A column not to read at all.", value: "column") var drop: [String]

  func validate() throws(ValidationError) {
    guard let delimiter else { return }
    guard delimiterByte != nil else {
      throw ValidationError(
        "'--delimiter \(delimiter)' is not one character. Please provide a character such as ';' "
          + "or the word 'tab'.")
    }
  }

  private var delimiterByte: UInt8? {
    guard let delimiter else { return nil }
    if delimiter == "tab" || delimiter == "\\t" { return UInt8(ascii: "\t") }
    let bytes = Array(delimiter.utf8)
    return bytes.count == 1 ? bytes[0] : nil
  }

  /// The reader's options; the resolved options tell whether the user spoke about the header.
  func reader(_ resolved: ResolvedOptions) -> CSVOptions {
    let spokeOfHeader = resolved["header"].map { $0.source != .declaration } ?? false
    return CSVOptions(
      delimiter: delimiterByte,
      header: spokeOfHeader ? (header ? .present : .absent) : .detected,
      decimalMark: decimal == "," ? .comma : .point, categorical: categorical,
      dropped: drop)
  }
}
