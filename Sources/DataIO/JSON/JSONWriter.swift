extension JSONValue {
  /// How a JSON text is laid out.
  public enum Layout: Hashable, Sendable {
    /// On one line, without spaces.
    case compact
    /// One member or element a line, indented by two spaces a level.
    case indented
  }

  /// The order in which the members of objects are written.
  public enum KeyOrder: Hashable, Sendable {
    /// As they were added.
    case inserted
    /// By the bytes of their keys.
    case sorted
  }

  /// The value as a JSON text.
  ///
  /// Numbers are written as the shortest decimal that reads back as the same number, and as `null`
  /// where they are not finite, for JSON has no word for those.
  ///
  /// - Parameters:
  ///   - layout: on one line or indented.
  ///   - keys: the order of the members of objects.
  /// - Returns: the text, without a line end behind it.
  public func text(_ layout: Layout = .compact, keys: KeyOrder = .inserted) -> String {
    var writer = JSONWriter(layout: layout, keys: keys)
    writer.append(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

private struct JSONWriter {
  let layout: JSONValue.Layout
  let keys: JSONValue.KeyOrder
  private(set) var bytes: [UInt8] = []
  private var depth = 0

  init(layout: JSONValue.Layout, keys: JSONValue.KeyOrder) {
    self.layout = layout
    self.keys = keys
  }

  mutating func append(_ value: JSONValue) {
    switch value {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .integer(let value): bytes += String(value).utf8
    case .number(let value): bytes += (value.isFinite ? value.description : "null").utf8
    case .string(let value): append(value)
    case .array(let elements):
      list(elements, open: "[", close: "]") { $0.append($1) }
    case .object(let object):
      list(ordered(object.members), open: "{", close: "}") { $0.append($1) }
    }
  }

  private mutating func append(_ member: JSONObject.Member) {
    append(member.key)
    bytes += (layout == .indented ? ": " : ":").utf8
    append(member.value)
  }

  private func ordered(_ members: [JSONObject.Member]) -> [JSONObject.Member] {
    guard keys == .sorted else { return members }
    return members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }

  private mutating func list<Element>(
    _ elements: [Element], open: StaticString, close: StaticString,
    _ body: (inout JSONWriter, Element) -> Void
  ) {
    bytes += open.description.utf8
    depth += 1
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(Ascii.comma) }
      newLine()
      body(&self, element)
    }
    depth -= 1
    if !elements.isEmpty { newLine() }
    bytes += close.description.utf8
  }

  private mutating func newLine() {
    guard layout == .indented else { return }
    bytes.append(Ascii.lineFeed)
    bytes += [UInt8](repeating: Ascii.space, count: 2 * depth)
  }

  private mutating func append(_ text: String) {
    bytes.append(Ascii.quote)
    for byte in text.utf8 {
      switch byte {
      case Ascii.quote: bytes += "\\\"".utf8
      case UInt8(ascii: "\\"): bytes += "\\\\".utf8
      case 0x08: bytes += "\\b".utf8
      case Ascii.tab: bytes += "\\t".utf8
      case Ascii.lineFeed: bytes += "\\n".utf8
      case 0x0c: bytes += "\\f".utf8
      case Ascii.carriageReturn: bytes += "\\r".utf8
      case 0..<0x20: bytes += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(Ascii.quote)
  }
}
