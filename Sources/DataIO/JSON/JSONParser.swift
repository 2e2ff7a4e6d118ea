extension JSONValue {
  /// The deepest nesting of arrays and objects that is read: enough for any use, and too little to
  /// exhaust the stack.
  public static let depthLimit = 128

  /// The value of a JSON text.
  ///
  /// Stricter than many readers: an object may not hold a key twice, a number must be within the
  /// range of `Double`, and nothing but white space may follow.
  ///
  /// - Parameters:
  ///   - bytes: the text in UTF-8.
  ///   - source: the name of the file, for sentences.
  /// - Throws: a JSON fault with its line and its offset in bytes.
  public init(parsing bytes: [UInt8], source: String) throws(DataError) {
    do throws(DataError) {
      self = try JSONParser.value(of: bytes[...], source: source)
    } catch {
      var error = error
      error.line = error.offset.map { lineNumber(at: min($0, bytes.count), in: bytes) }
      throw error
    }
  }
}

/// One pass over a JSON text.
struct JSONParser {
  private let bytes: ArraySlice<UInt8>
  private let source: String
  private var i: Int
  private var depth = 0

  /// The value of a JSON text that is part of some bytes; offsets are those of the whole.
  static func value(of bytes: ArraySlice<UInt8>, source: String) throws(DataError) -> JSONValue {
    if let offset = firstNonTextByte(in: bytes) {
      let fault: DataError.TextFault =
        bytes[offset] == 0 ? .nulByte : .invalidUTF8(byte: bytes[offset])
      throw DataError(source: source, offset: offset, fault: .text(fault))
    }
    var parser = JSONParser(bytes: bytes, source: source, i: bytes.startIndex)
    let value = try parser.value()
    parser.skipSpace()
    guard parser.i == bytes.endIndex else { throw parser.error(.trailingText) }
    return value
  }

  private init(bytes: ArraySlice<UInt8>, source: String, i: Int) {
    self.bytes = bytes
    self.source = source
    self.i = i
  }

  private mutating func value() throws(DataError) -> JSONValue {
    skipSpace()
    guard i < bytes.endIndex else { throw error(.unexpectedEnd) }
    switch bytes[i] {
    case UInt8(ascii: "{"): return try nested { parser throws(DataError) in try parser.object() }
    case UInt8(ascii: "["): return try nested { parser throws(DataError) in try parser.array() }
    case Ascii.quote: return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case Ascii.minus, UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw unexpected("a value")
    }
  }

  private mutating func nested(
    _ body: (inout JSONParser) throws(DataError) -> JSONValue
  ) throws(DataError) -> JSONValue {
    guard depth < JSONValue.depthLimit else {
      throw error(.tooDeep(limit: JSONValue.depthLimit))
    }
    depth += 1
    i += 1
    let value = try body(&self)
    depth -= 1
    return value
  }

  private mutating func object() throws(DataError) -> JSONValue {
    var members: [JSONObject.Member] = []
    var keys: Set<ByteKey> = []
    if take("}") { return .object(JSONObject()) }
    repeat {
      skipSpace()
      let start = i
      guard i < bytes.endIndex else { throw error(.unexpectedEnd) }
      guard bytes[i] == Ascii.quote else { throw unexpected("a key in quotes") }
      let key = try string()
      guard keys.insert(ByteKey(text: key)).inserted else {
        throw error(.duplicateKey(key), at: start)
      }
      guard take(":") else { throw unexpected("a colon") }
      members.append(JSONObject.Member(key, try value()))
    } while take(",")
    guard take("}") else { throw unexpected("a comma or }") }
    return .object(JSONObject(unchecked: members))
  }

  private mutating func array() throws(DataError) -> JSONValue {
    var elements: [JSONValue] = []
    if take("]") { return .array([]) }
    repeat { elements.append(try value()) } while take(",")
    guard take("]") else { throw unexpected("a comma or ]") }
    return .array(elements)
  }

  private mutating func word(
    _ word: StaticString, _ value: JSONValue
  ) throws(DataError)
    -> JSONValue
  {
    let text = word.description.utf8
    guard bytes[i...].starts(with: text) else { throw unexpected("a value") }
    i += text.count
    return value
  }

  private mutating func number() throws(DataError) -> JSONValue {
    let start = i
    let numeral = bytes[start...].prefix { isNumeral($0) }
    i = numeral.endIndex
    let text = String(decoding: numeral, as: UTF8.self)
    guard isWellFormed(numeral) else { throw error(.malformedNumber(text), at: start) }
    let isWhole = numeral.allSatisfy { $0 == Ascii.minus || Ascii.digit($0) < 10 }
    // -0 is no integer: it would lose its sign.
    if isWhole, let integer = Int(text), integer != 0 || numeral.count == 1 {
      return .integer(integer)
    }
    let copy = Array(numeral)
    switch DecimalNumber(copy, in: 0..<copy.count) {
    case .value(let number): return .number(number)
    case .outOfRange: throw error(.numberOutOfRange(text), at: start)
    case .malformed: throw error(.malformedNumber(text), at: start)
    }
  }

  private func isNumeral(_ byte: UInt8) -> Bool {
    Ascii.digit(byte) < 10 || byte == Ascii.minus || byte == Ascii.plus || byte == Ascii.point
      || byte | 0x20 == UInt8(ascii: "e")
  }

  /// What JSON asks for beyond the grammar of `DecimalNumber`: digits on both sides of the point,
  /// and no needless zero at the front.
  private func isWellFormed(_ numeral: ArraySlice<UInt8>) -> Bool {
    var rest = numeral
    if rest.first == Ascii.minus { rest = rest.dropFirst() }
    let whole = rest.prefix { Ascii.digit($0) < 10 }
    guard !whole.isEmpty, whole.count == 1 || whole.first != Ascii.zero else { return false }
    rest = rest[whole.endIndex...]
    if rest.first == Ascii.point {
      let fraction = rest.dropFirst().prefix { Ascii.digit($0) < 10 }
      guard !fraction.isEmpty else { return false }
      rest = rest[fraction.endIndex...]
    }
    guard let mark = rest.first else { return true }
    guard mark | 0x20 == UInt8(ascii: "e") else { return false }
    rest = rest.dropFirst()
    if rest.first == Ascii.minus || rest.first == Ascii.plus { rest = rest.dropFirst() }
    return !rest.isEmpty && rest.allSatisfy { Ascii.digit($0) < 10 }
  }

  private mutating func skipSpace() {
    while i < bytes.endIndex {
      switch bytes[i] {
      case Ascii.space, Ascii.lineFeed, Ascii.carriageReturn, Ascii.tab: i += 1
      default: return
      }
    }
  }

  /// Steps over a character, if it comes next behind white space.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard i < bytes.endIndex, bytes[i] == UInt8(ascii: character) else { return false }
    i += 1
    return true
  }

  private func unexpected(_ expected: String) -> DataError {
    guard i < bytes.endIndex else { return error(.unexpectedEnd) }
    let rest = String(decoding: bytes[i...].prefix(4), as: UTF8.self)
    return error(.unexpected(String(rest.prefix(1)), expected: expected))
  }

  private func error(_ fault: DataError.JSONFault, at offset: Int? = nil) -> DataError {
    DataError(source: source, offset: offset ?? i, fault: .json(fault))
  }
}

extension JSONParser {
  /// The string whose opening quote is at the position.
  fileprivate mutating func string() throws(DataError) -> String {
    i += 1
    var text: [UInt8] = []
    while i < bytes.endIndex {
      let plain = bytes[i...].prefix { $0 != Ascii.quote && $0 != backslash && $0 >= 0x20 }
      i = plain.endIndex
      guard i < bytes.endIndex else { break }
      if bytes[i] == Ascii.quote {
        i += 1
        return text.isEmpty
          ? String(decoding: plain, as: UTF8.self) : String(decoding: text + plain, as: UTF8.self)
      }
      text += plain
      guard bytes[i] == backslash else { throw error(.controlCharacter(bytes[i])) }
      text += Array(String(Character(try escape())).utf8)
    }
    throw error(.unexpectedEnd)
  }

  private mutating func escape() throws(DataError) -> Unicode.Scalar {
    let start = i
    guard i + 1 < bytes.endIndex else { throw error(.unexpectedEnd) }
    let letter = bytes[i + 1]
    i += 2
    switch letter {
    case Ascii.quote: return "\""
    case backslash: return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      guard let scalar = codePoint() else { throw error(.malformedEscape, at: start) }
      return scalar
    default: throw error(.malformedEscape, at: start)
    }
  }

  /// The scalar whose four hexadecimal digits, or two times four for a pair, are at the position.
  private mutating func codePoint() -> Unicode.Scalar? {
    guard let high = hexadecimal() else { return nil }
    guard UTF16.isLeadSurrogate(high) else { return Unicode.Scalar(high) }
    guard bytes[i...].starts(with: [backslash, UInt8(ascii: "u")]) else { return nil }
    i += 2
    guard let low = hexadecimal(), UTF16.isTrailSurrogate(low) else { return nil }
    return UTF16.decode(UTF16.EncodedScalar([high, low]))
  }

  private mutating func hexadecimal() -> UInt16? {
    let digits = bytes[i...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit })
    else { return nil }
    i += 4
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}

private let backslash = UInt8(ascii: "\\")

/// A string that is equal to another when their UTF-8 bytes are.
struct ByteKey: Hashable {
  let text: String

  static func == (a: ByteKey, b: ByteKey) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

  func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
    hasher.combine(UInt8(0xff))
  }
}
