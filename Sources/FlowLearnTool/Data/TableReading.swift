import FlowLearn

/// A table with what was found out about its file.
struct TableReading {
  /// The table.
  let table: Table
  /// What was found out, in sentences, where it is worth saying.
  let findings: [String]
}

extension TableReading {
  /// Whether some bytes begin as arrays do: those of NumPy, and images.
  static func isArray(_ bytes: [UInt8]) -> Bool {
    NPZArchive.isZip(bytes) || NPYArray.isNPY(bytes) || IDXArray.isIDX(bytes)
  }

  /// The table in some bytes: text, or an array or arrays that NumPy saved.
  ///
  /// Columns of `categorical` become categories where the table has them, those of the options must
  /// be there.
  init(
    _ bytes: [UInt8], source: String, _ options: CSVOptions, categorical: [String]
  ) throws(DataError) {
    if NPZArchive.isZip(bytes), case let archive = try NPZArchive(bytes, source: source),
      !archive.members.isEmpty
    {
      let names = archive.members.map(\.name)
      table = try Table(archive).read(with: options, categorical)
      findings = ["\(source): arrays that NumPy saved: \(listed(names, limit: 12))"]
    } else if NPYArray.isNPY(bytes) {
      table = try Table(NPYArray(bytes, source: source), source: source)
        .read(with: options, categorical)
      findings = [
        "\(source): an array that NumPy saved: its columns are called 0 to \(table.columns.count - 1)"
      ]
    } else {
      var options = options
      if !categorical.isEmpty {
        let names = try CSVReader(options: options).names(in: bytes, source: source)
        options.categorical += categorical.filter(names.contains)
      }
      let reading = try CSVReader(options: options).read(bytes, source: source)
      table = reading.table
      findings = reading.findings
    }
  }
}

extension Table {
  /// A table that was not text, as the options of a text would have it.
  fileprivate func read(
    with options: CSVOptions, _ categorical: [String]
  ) throws(DataError) -> Table {
    var places = Set(names.indices.filter { categorical.contains(names[$0]) })
    for name in options.categorical { places.insert(try index(of: name)) }
    let columns = columns.enumerated().map { places.contains($0) ? $1.categorized : $1 }
    let table = try Table(source: source, columns: columns).dropping(options.dropped)
    guard !table.columns.isEmpty else { throw error(.nothingLeft) }
    return table
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
    for renamed in renamedColumns.prefix(8) {
      let reason =
        renamed.from.isEmpty ? "which has no name" : "called \"\(renamed.from)\" as another is"
      sentences.append(
        "\(table.source): column \(renamed.index), \(reason), is taken as \"\(renamed.to)\"")
    }
    if renamedColumns.count > 8 {
      sentences.append(
        "\(table.source): \((renamedColumns.count - 8).of("more column")) are taken under other names"
      )
    }
    return sentences
  }
}
