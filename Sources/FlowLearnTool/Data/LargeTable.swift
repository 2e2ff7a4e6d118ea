import FlowLearn

/// A table in a large file of plain text, which is never held as a whole.
struct LargeTable {
  /// The least bytes of such a file.
  static let leastSize = 32 << 20
  /// The bytes that are read at a time.
  private static let pieceSize = 8 << 20

  /// The table.
  let reading: TableReading
  /// The SHA-256 of the file's bytes.
  let sha256: String

  /// Reads a file piece by piece; nil when it is small, no plain file, or not plain text.
  init?(
    reading file: Path, _ options: CSVOptions, categorical: [String]
  ) throws(ToolError) {
    // A pipe must not be opened only to look at it.
    guard file != .standardInput, file.isPlainFile else { return nil }
    let result: Result<CSVReading, DataError>
    do throws(SystemFailure) {
      let open = try OpenFile(file, .reading)
      guard let size = try open.plainSize(), size >= Self.leastSize else { return nil }
      let first = try open.bytes(in: 0..<Self.pieceSize)
      guard let options = Self.options(options, categorical, first) else { return nil }
      result = try Self.table(open, size, source: file.description, options)
      sha256 = try Self.digest(open, size)
    } catch {
      throw .readFailed(
        file, reason: error == Self.shortened ? "it became shorter meanwhile" : error.reason)
    }
    switch result {
    case .success(let table): reading = TableReading(table: table.table, findings: table.findings)
    case .failure(let error): throw .data(error)
    }
  }

  /// What is thrown for a file that ends before its size.
  private static let shortened = SystemFailure(number: 0)

  /// The options with those columns as categories that the text has; nil when it is no plain text, or
  /// when its first piece does not show them.
  private static func options(
    _ options: CSVOptions, _ categorical: [String], _ first: [UInt8]
  ) -> CSVOptions? {
    guard !TableReading.isArray(first), !Gzip.isGzip(first) else { return nil }
    guard !categorical.isEmpty else { return options }
    guard let end = first.lastIndex(of: UInt8(ascii: "\n")),
      let names = try? CSVReader(options: options).names(in: Array(first[..<end]), source: "")
    else { return nil }
    var options = options
    options.categorical += categorical.filter(names.contains)
    return options
  }

  private static func table(
    _ file: borrowing OpenFile, _ size: Int, source: String, _ options: CSVOptions
  ) throws(SystemFailure) -> Result<CSVReading, DataError> {
    var failure = shortened
    do throws(DataError) {
      let reading = try CSVReader(options: options).read(size, source: source) { range in
        do throws(SystemFailure) {
          let bytes = try file.bytes(in: range)
          return bytes.count == range.count ? bytes : nil
        } catch {
          failure = error
          return nil
        }
      }
      if let reading { return .success(reading) }
    } catch {
      return .failure(error)
    }
    throw failure
  }

  private static func digest(
    _ file: borrowing OpenFile, _ size: Int
  ) throws(SystemFailure) -> String {
    var hash = SHA256()
    for start in stride(from: 0, to: size, by: pieceSize) {
      hash.update(try file.bytes(in: start..<min(size, start + pieceSize)))
    }
    return hash.hexDigest
  }
}
