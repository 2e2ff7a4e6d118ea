/// Walks through the fields of delimited text, byte by byte, and counts the lines.
///
/// Quoting follows RFC 4180: a field in quotes may hold delimiters and line ends, and a quote
/// written twice stands for one. Lines end with LF, CR or CRLF, in any mixture. Departing from the
/// RFC, spaces around a field are no part of it unless they stand in quotes, and a quote within a
/// field that does not begin with one is a plain character.
///
/// > Source: Y. Shafranovich, RFC 4180 (2005).
struct CSVScanner {
  /// Where the value of a field lies, spaces and enclosing quotes left out.
  struct Field {
    var range: Range<Int>
    var isQuoted = false
    var hasDoubledQuotes = false
  }

  let bytes: [UInt8]
  let delimiter: UInt8
  let source: String
  private(set) var position: Int
  /// The line, from 1, that holds the position.
  private(set) var line: Int
  /// Whether the last field was the last of its record.
  private(set) var isAtRecordEnd = true

  init(_ bytes: [UInt8], from start: Int, line: Int = 1, delimiter: UInt8, source: String) {
    self.bytes = bytes
    self.delimiter = delimiter
    self.source = source
    position = start
    self.line = line
  }

  /// Skips empty lines and says whether a record follows.
  ///
  /// A line of spaces is empty, and so is one of tabs where tabs are not the delimiter.
  mutating func advanceToRecord() -> Bool {
    var ahead = position
    while ahead < bytes.count {
      let byte = bytes[ahead]
      if isLineEnd(byte) {
        position = ahead
        endLine()
        ahead = position
      } else if isBlank(byte) {
        ahead += 1
      } else {
        return true
      }
    }
    position = ahead
    return false
  }

  /// Skips the lines at the position that begin with a mark, and returns how many there were.
  mutating func skipComments(_ mark: UInt8) -> Int {
    var skipped = 0
    while advanceToRecord() {
      var start = position
      while isBlank(bytes[start]) { start += 1 }
      guard bytes[start] == mark else { break }
      while position < bytes.count, !isLineEnd(bytes[position]) { position += 1 }
      if position < bytes.count { endLine() }
      skipped += 1
    }
    return skipped
  }

  /// Skips a line such as `sep=;` at the position, in which spreadsheets name the delimiter, and
  /// returns that delimiter.
  ///
  /// Such a line is skipped only when it names the expected delimiter, or when none is expected.
  mutating func skipDeclaration(of expected: UInt8?) -> UInt8? {
    let end = position + 5
    guard end <= bytes.count, bytes[position..<end - 1].elementsEqual("sep=".utf8),
      end == bytes.count || isLineEnd(bytes[end])
    else { return nil }
    let named = bytes[end - 1]
    guard expected.map({ $0 == named }) ?? (named != Ascii.quote && !isLineEnd(named)) else {
      return nil
    }
    position = end
    if position < bytes.count { endLine() }
    return named
  }

  /// The next field of a record that `advanceToRecord` found.
  mutating func nextField() throws(DataError) -> Field {
    while position < bytes.count, isBlank(bytes[position]) { position += 1 }
    if position < bytes.count, bytes[position] == Ascii.quote { return try quotedField() }
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == delimiter || isLineEnd(byte) { break }
      position += 1
    }
    var end = position
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    finishField()
    return Field(range: start..<end)
  }

  /// The fields of the next record with its line, or nil at the end.
  mutating func nextRecord() throws(DataError) -> (line: Int, fields: [Field])? {
    guard advanceToRecord() else { return nil }
    let line = line
    var fields: [Field] = []
    repeat { fields.append(try nextField()) } while !isAtRecordEnd
    return (line, fields)
  }

  /// Steps over a record that `advanceToRecord` found.
  mutating func skipRecord() throws(DataError) {
    repeat { _ = try nextField() } while !isAtRecordEnd
  }

  /// The value of a field as text.
  func text(_ field: Field) -> String {
    guard field.hasDoubledQuotes else { return String(decoding: bytes[field.range], as: UTF8.self) }
    var value: [UInt8] = []
    var i = field.range.lowerBound
    while i < field.range.upperBound {
      value.append(bytes[i])
      i += bytes[i] == Ascii.quote ? 2 : 1
    }
    return String(decoding: value, as: UTF8.self)
  }

  private mutating func quotedField() throws(DataError) -> Field {
    let opening = line
    position += 1
    var field = Field(range: position..<position, isQuoted: true)
    while position < bytes.count {
      let byte = bytes[position]
      if byte == Ascii.quote {
        guard position + 1 < bytes.count, bytes[position + 1] == Ascii.quote else {
          field.range = field.range.lowerBound..<position
          position += 1
          try finishQuotedField()
          return field
        }
        field.hasDoubledQuotes = true
        position += 2
      } else if isLineEnd(byte) {
        endLine()
      } else {
        position += 1
      }
    }
    throw DataError(source: source, line: opening, fault: .table(.unterminatedQuote))
  }

  private mutating func finishQuotedField() throws(DataError) {
    while position < bytes.count, isBlank(bytes[position]) { position += 1 }
    if position < bytes.count, bytes[position] != delimiter, !isLineEnd(bytes[position]) {
      let rest = bytes[position...].prefix { $0 != delimiter && !isLineEnd($0) }
      let text = String(decoding: rest, as: UTF8.self)
      throw DataError(source: source, line: line, fault: .table(.textAfterQuote(text)))
    }
    finishField()
  }

  /// Steps over the delimiter or line end behind a field.
  @inline(__always)
  private mutating func finishField() {
    isAtRecordEnd = position == bytes.count || bytes[position] != delimiter
    if position == bytes.count { return }
    if isAtRecordEnd { endLine() } else { position += 1 }
  }

  /// Steps over the line end at the position.
  private mutating func endLine() {
    let isReturn = bytes[position] == Ascii.carriageReturn
    position += 1
    if isReturn, position < bytes.count, bytes[position] == Ascii.lineFeed { position += 1 }
    line += 1
  }

  @inline(__always)
  private func isLineEnd(_ byte: UInt8) -> Bool {
    byte == Ascii.lineFeed || byte == Ascii.carriageReturn
  }

  @inline(__always)
  private func isBlank(_ byte: UInt8) -> Bool {
    (byte == Ascii.space || byte == Ascii.tab) && byte != delimiter
  }
}
