import FlowLearn

/// The rows that a command reads: a table in text, or images with labels.
enum Rows {
  case table(TableReading)
  case images(ImageSet)
}

/// Rows with the place and the fingerprint of what they were read from.
struct DataSource {
  /// The path that the user gave.
  let path: Path
  /// The rows.
  let rows: Rows
  /// The files that were read, each with the SHA-256 of its bytes.
  let files: [(path: Path, sha256: String)]

  /// Reads rows from a table in CSV, `.npy` or `.npz` (packed or not; `-` for standard input), from
  /// a file of images with its labels beside it, or from a directory of such, which may hold several
  /// parts.
  ///
  /// What a file is, its bytes tell and not its name. Columns that are to be categories are so where
  /// the table has them.
  init(
    reading path: Path, _ options: CSVOptions, categorical: [String] = [],
    part: DataPart = .training
  ) throws(ToolError) {
    self.path = path
    var file = path
    if path != .standardInput, path.kind == .directory {
      guard let images = ImageSet.images(in: path, for: part) else { throw .unknownDirectory(path) }
      file = images
    }
    if let large = try LargeTable(reading: file, options, categorical: categorical) {
      rows = .table(large.reading)
      files = [(file, large.sha256)]
      return
    }
    let packed = try file.bytes()
    let bytes = try unpacked(packed, source: file)
    let first = (file, SHA256.hexDigest(of: packed))
    guard IDXArray.isIDX(bytes) else {
      do throws(DataError) {
        let source = file.description
        rows = .table(try TableReading(bytes, source: source, options, categorical: categorical))
      } catch {
        throw .data(error)
      }
      files = [first]
      return
    }
    let (images, labelFile) = try ImageSet.read(bytes, at: file)
    rows = .images(images)
    files = [first, labelFile]
  }
}

extension DataSource {
  /// The rows with their labels spelled as a model spells them, where that is all that keeps them
  /// from being known; `say` is told.
  func spelled(
    as known: [String], target: String, _ say: (String) -> Void
  ) -> DataSource {
    guard case .table(let reading) = rows,
      let spelling = LabelSpelling(of: reading.table, target: target, known: known)
    else { return self }
    say(spelling.description)
    return DataSource(
      path: path, rows: .table(TableReading(table: spelling.table, findings: reading.findings)),
      files: files)
  }

  private init(path: Path, rows: Rows, files: [(path: Path, sha256: String)]) {
    self.path = path
    self.rows = rows
    self.files = files
  }
}

/// The bytes, unpacked if they are gzip data.
func unpacked(_ bytes: [UInt8], source: Path) throws(ToolError) -> [UInt8] {
  guard Gzip.isGzip(bytes) else { return bytes }
  do {
    return try Gzip.decompressed(bytes, source: source.description)
  } catch {
    throw .data(error)
  }
}
