import FlowLearn

/// The rows that a command reads: a table in text, or images with labels.
enum Rows {
  case table(CSVReading)
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

  /// Reads rows from a table in CSV (packed or not; `-` for standard input), from a file of images
  /// with its labels beside it, or from a directory of such, which may hold several parts.
  ///
  /// Columns that are to be categories are so where the table has them.
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
    let packed = try file.bytes()
    let bytes = try unpacked(packed, source: file)
    let first = (file, SHA256.hexDigest(of: packed))
    // Two zero bytes, the type of bytes, and a rank: an IDX file of images.
    guard bytes.starts(with: [0, 0, 8]), file != .standardInput else {
      rows = .table(try DataSource.table(bytes, source: file, options, categorical))
      files = [first]
      return
    }
    let candidates = ImageSet.labelPaths(beside: file)
    guard let labelPath = candidates.first(where: { $0.kind == .file }) else {
      let name = candidates.first?.name ?? "labels-idx1-ubyte"
      throw .unusable(file, "these are images, and their labels (\(name)) are not beside them")
    }
    let packedLabels = try labelPath.bytes()
    rows = .images(
      try ImageSet(
        images: bytes, at: file, labels: try unpacked(packedLabels, source: labelPath),
        at: labelPath))
    files = [first, (labelPath, SHA256.hexDigest(of: packedLabels))]
  }

  private static func table(
    _ bytes: [UInt8], source: Path, _ options: CSVOptions, _ categorical: [String]
  ) throws(ToolError) -> CSVReading {
    var options = options
    do throws(DataError) {
      if !categorical.isEmpty {
        let names = try CSVReader(options: options).names(in: bytes, source: source.description)
        options.categorical += categorical.filter(names.contains)
      }
      return try CSVReader(options: options).read(bytes, source: source.description)
    } catch {
      throw .data(error)
    }
  }
}

/// The bytes, unpacked if they are gzip data.
private func unpacked(_ bytes: [UInt8], source: Path) throws(ToolError) -> [UInt8] {
  guard Gzip.isGzip(bytes) else { return bytes }
  do {
    return try Gzip.decompressed(bytes, source: source.description)
  } catch {
    throw .data(error)
  }
}

extension CSVReading {
  /// What was found out about the text, in sentences, where it is worth saying.
  var findings: [String] {
    var sentences: [String] = []
    if dialect.isHeaderDetected, !dialect.hasHeader {
      let last = table.columns.count - 1
      sentences.append(
        "\(table.source): the first line holds no names: the columns are called 0 to \(last) "
          + "(use --header if it does)")
    }
    if dialect.delimiter != UInt8(ascii: ",") {
      let name =
        dialect.delimiter == UInt8(ascii: "\t")
        ? "a tab" : "'\(Character(Unicode.Scalar(dialect.delimiter)))'"
      sentences.append("\(table.source): the columns are separated by \(name)")
    }
    for renamed in renamedColumns {
      sentences.append(
        "\(table.source): column \(renamed.index), called \"\(renamed.from)\" as another is, is "
          + "taken as \"\(renamed.to)\"")
    }
    return sentences
  }
}
