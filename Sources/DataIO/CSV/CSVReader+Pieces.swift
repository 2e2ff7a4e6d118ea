extension CSVReader {
  /// The table in a text that is had piece by piece, so that no more of it is held at a time than a
  /// window of a few megabytes.
  ///
  /// The table is that which `read(_:source:)` finds in the whole. A text in UTF-16, and one whose
  /// first records are longer than a window, is read in one piece.
  ///
  /// - Parameters:
  ///   - count: the bytes of the text.
  ///   - source: the name of the file, for sentences.
  ///   - windowSize: the bytes of a window.
  ///   - piece: the bytes in a range of offsets, or nil when they cannot be had; the text is walked
  ///     through in order, and again from the beginning where numbers stand above the text of a text
  ///     column.
  /// - Returns: the table, and what was found out about the text; nil when a piece was not had.
  /// - Throws: a `DataError` with line and column.
  public func read(
    _ count: Int, source: String, windowSize: Int = 8 << 20,
    piece: (Range<Int>) -> [UInt8]?
  ) throws(DataError) -> CSVReading? {
    guard let first = piece(0..<min(count, windowSize)) else { return nil }
    guard first.count < count, let layout = firstLayout(first, source: source) else {
      guard let whole = first.count < count ? piece(0..<count) : first else { return nil }
      return try read(whole, source: source)
    }
    // A little more than expected, so that a column seldom outgrows its place.
    let expected = Double(layout.expectedRows) * Double(count) / Double(layout.scanner.bytes.count)
    var kinds = try layout.kinds(options)
    while true {
      var pass = CSVPass(
        layout, kinds: kinds, rules: CellRules(options), expectedRows: Int(expected * 1.02))
      var windows = CSVWindows(layout.scanner, count: count, size: windowSize)
      while !windows.isAtEnd {
        guard var scanner = try windows.next(piece) else { return nil }
        try pass.append(&scanner)
        pass.endWindow()
        windows.line = scanner.line
      }
      let end = try pass.finished()
      if let reading = end.reading { return reading }
      for index in end.columnsToReread { kinds[index] = .declaredText }
    }
  }

  /// The layout as the first piece shows it; nil when it takes more to see it.
  private func firstLayout(_ first: [UInt8], source: String) -> CSVLayout? {
    guard let end = first.lastIndex(where: { $0 == Ascii.lineFeed || $0 == Ascii.carriageReturn }),
      let layout = try? CSVLayout(Array(first[..<end]), source: source, options: options),
      layout.dialect.encoding == .utf8, layout.sampleEnd < end / 2
    else { return nil }
    return layout
  }
}

/// The records of a text in windows that end with a record.
private struct CSVWindows {
  private let delimiter: UInt8
  private let source: String
  private let count: Int
  private var size: Int
  /// Where the next piece begins.
  private var offset: Int
  /// The beginning of a record whose end was not in the last piece.
  private var rest: [UInt8] = []
  /// The line in which the next window begins.
  var line: Int

  init(_ start: CSVScanner, count: Int, size: Int) {
    delimiter = start.delimiter
    source = start.source
    self.count = count
    self.size = size
    offset = start.position
    line = start.line
  }

  var isAtEnd: Bool { offset == count && rest.isEmpty }

  /// A scanner at the beginning of the next window; nil when a piece is not had.
  mutating func next(_ piece: (Range<Int>) -> [UInt8]?) throws(DataError) -> CSVScanner? {
    while true {
      let range = offset..<min(count, offset + size)
      guard let bytes = piece(range), bytes.count == range.count else { return nil }
      offset = range.upperBound
      var window = rest.isEmpty ? bytes : rest + bytes
      let end = offset == count ? window.count : recordsEnd(window)
      guard end > 0 else {
        // A record longer than the window.
        rest = window
        size *= 2
        continue
      }
      rest = Array(window[end...])
      window.removeLast(window.count - end)
      try check(window)
      return CSVScanner(window, from: 0, line: line, delimiter: delimiter, source: source)
    }
  }

  /// Where the last record ends that certainly ends in some bytes.
  private func recordsEnd(_ bytes: [UInt8]) -> Int {
    guard bytes.contains(Ascii.quote) else {
      if let feed = bytes.lastIndex(of: Ascii.lineFeed) { return feed + 1 }
      // A line feed may follow the last byte, and belong to its carriage return.
      return bytes.dropLast().lastIndex(of: Ascii.carriageReturn).map { $0 + 1 } ?? 0
    }
    var scanner = CSVScanner(bytes, from: 0, delimiter: delimiter, source: source)
    var end = 0
    while scanner.advanceToRecord() {
      guard (try? scanner.skipRecord()) != nil, scanner.position < bytes.count else { break }
      end = scanner.position
    }
    return end
  }

  private func check(_ window: [UInt8]) throws(DataError) {
    guard let offset = firstNonTextByte(in: window[...]) else { return }
    let byte = window[offset]
    throw DataError(
      source: source, line: line - 1 + lineNumber(at: offset, in: window),
      fault: .text(byte == 0 ? .nulByte : .invalidUTF8(byte: byte)))
  }
}
