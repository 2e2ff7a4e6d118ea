/// The encoding of a text file.
public enum TextEncoding: Hashable, Sendable {
  /// UTF-8 or its subset ASCII, with or without a byte order mark.
  case utf8
  /// UTF-16 with a byte order mark, low byte first.
  case utf16LittleEndian
  /// UTF-16 with a byte order mark, high byte first.
  case utf16BigEndian
}

/// The bytes of a text as valid UTF-8 without a byte order mark.
struct DecodedText {
  let bytes: [UInt8]
  /// Where the text begins in `bytes`: behind the mark.
  let start: Int
  let encoding: TextEncoding

  /// The text in some bytes.
  ///
  /// - Throws: for no bytes, for another format, for a NUL and for bytes that are not text.
  init(_ bytes: [UInt8], source: String) throws(DataError) {
    guard !bytes.isEmpty else { throw DataError(source: source, fault: .text(.empty)) }
    if let format = ForeignFormat(firstBytes: bytes) {
      throw DataError(source: source, fault: .text(.foreign(format)))
    }
    switch (bytes[0], bytes.count > 1 ? bytes[1] : 0) {
    case (0xff, 0xfe):
      encoding = .utf16LittleEndian
      self.bytes = try decodedUTF16(bytes, highByte: 1, source: source)
      start = 0
    case (0xfe, 0xff):
      encoding = .utf16BigEndian
      self.bytes = try decodedUTF16(bytes, highByte: 0, source: source)
      start = 0
    default:
      encoding = .utf8
      self.bytes = bytes
      start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }
    try Self.checkText(self.bytes, source: source)
    guard start < self.bytes.count else { throw DataError(source: source, fault: .text(.empty)) }
  }

  private static func checkText(_ bytes: [UInt8], source: String) throws(DataError) {
    guard let offset = firstNonTextByte(in: bytes[...]) else { return }
    let byte = bytes[offset]
    let fault: DataError.TextFault =
      byte == 0 ? .nulByte : looksBinary(bytes) ? .binary(byte: byte) : .invalidUTF8(byte: byte)
    throw DataError(
      source: source, line: lineNumber(at: offset, in: bytes), fault: .text(fault))
  }
}

/// Whether the first bytes hold control characters that no text editor writes.
private func looksBinary(_ bytes: [UInt8]) -> Bool {
  // Tabs, line ends, form feeds, the end of file of DOS and the escapes of terminals are in texts.
  bytes.prefix(4096).contains {
    $0 < 0x20 && !(0x09...0x0d).contains($0) && $0 != 0x1a && $0 != 0x1b
  }
}

/// The line, from 1, that holds an offset: LF, CR and CRLF end lines.
func lineNumber(at offset: Int, in bytes: [UInt8]) -> Int {
  var line = 1
  for i in 0..<offset {
    if bytes[i] == Ascii.lineFeed || (bytes[i] == Ascii.carriageReturn && !isLineFeed(i + 1)) {
      line += 1
    }
  }
  func isLineFeed(_ i: Int) -> Bool { i < bytes.count && bytes[i] == Ascii.lineFeed }
  return line
}

/// The index of the first byte that is not part of a UTF-8 sequence, or that is 0.
///
/// Overlong forms, surrogates and values above U+10FFFF are refused.
///
/// > Source: The Unicode Standard, version 15.0, table 3-7.
func firstNonTextByte(in slice: ArraySlice<UInt8>) -> Int? {
  slice.withUnsafeBufferPointer { bytes in
    var i = 0
    while i < bytes.count {
      if let skipped = asciiPrefix(of: bytes, from: i), skipped > 0 {
        i += skipped
        continue
      }
      let length = sequenceLength(of: bytes, at: i)
      guard length > 0 else { return slice.startIndex + i }
      i += length
    }
    return nil
  }
}

/// The number of bytes from 1 to 127 that begin at an offset, in whole words of eight.
private func asciiPrefix(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
  let raw = UnsafeRawBufferPointer(bytes)
  var i = start
  while i + 8 <= raw.count {
    let word = raw.loadUnaligned(fromByteOffset: i, as: UInt64.self)
    // A byte is 0 or above 127 exactly when the top bit of (byte - 1) | byte may be set; a carry
    // can only make the test stricter, and the slow road then decides.
    guard (word | (word &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 == 0 else { break }
    i += 8
  }
  return i - start
}

/// The length of the UTF-8 sequence at an offset, or 0 when there is none or it is NUL.
private func sequenceLength(of bytes: UnsafeBufferPointer<UInt8>, at i: Int) -> Int {
  func isTail(_ k: Int, _ range: ClosedRange<UInt8> = 0x80...0xbf) -> Bool {
    i + k < bytes.count && range.contains(bytes[i + k])
  }
  switch bytes[i] {
  case 0x01...0x7f: return 1
  case 0xc2...0xdf: return isTail(1) ? 2 : 0
  case 0xe0: return isTail(1, 0xa0...0xbf) && isTail(2) ? 3 : 0
  case 0xed: return isTail(1, 0x80...0x9f) && isTail(2) ? 3 : 0
  case 0xe1...0xef: return isTail(1) && isTail(2) ? 3 : 0
  case 0xf0: return isTail(1, 0x90...0xbf) && isTail(2) && isTail(3) ? 4 : 0
  case 0xf1...0xf3: return isTail(1) && isTail(2) && isTail(3) ? 4 : 0
  case 0xf4: return isTail(1, 0x80...0x8f) && isTail(2) && isTail(3) ? 4 : 0
  default: return 0
  }
}

private func decodedUTF16(
  _ bytes: [UInt8], highByte: Int, source: String
) throws(DataError) -> [UInt8] {
  let invalid = DataError(source: source, fault: .text(.invalidUTF16))
  guard bytes.count.isMultiple(of: 2) else { throw invalid }
  let units = stride(from: 2, to: bytes.count, by: 2).map {
    UInt16(bytes[$0 + highByte]) << 8 | UInt16(bytes[$0 + 1 - highByte])
  }
  var result: [UInt8] = []
  result.reserveCapacity(units.count)
  let isBroken = transcode(
    units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: true
  ) { result.append($0) }
  guard !isBroken else { throw invalid }
  return result
}
