/// A message of Protocol Buffers that is being written, field after field.
///
/// On the wire a field is its number and the kind of its value in one variable-length integer, then the
/// value: an integer of variable length, four or eight bytes, or so many bytes with their count in front.
/// Nothing says what the fields are called: that is in the message's description, which readers have.
///
/// ```swift
/// var operators = ProtobufMessage()
/// operators.append(2, integer: 17)
/// var model = ProtobufMessage()
/// model.append(8, message: operators)
/// ```
///
/// > Source: Protocol Buffers documentation, "Encoding".
public struct ProtobufMessage: Sendable, Hashable {
  /// The message on the wire.
  public private(set) var bytes: [UInt8] = []

  /// How a value is laid out on the wire.
  private enum WireType: UInt64 {
    case variableLength = 0
    case eightBytes = 1
    case counted = 2
    case fourBytes = 5
  }

  /// A message without fields.
  public init() {}

  /// Adds a whole number; negative ones take ten bytes.
  public mutating func append(_ field: Int, integer value: Int) {
    append(field, .variableLength)
    append(variableLength: UInt64(bitPattern: Int64(value)))
  }

  /// Adds a number of 32 bits.
  public mutating func append(_ field: Int, float value: Float) {
    append(field, .fourBytes)
    append(littleEndian: UInt64(value.bitPattern), count: 4)
  }

  /// Adds a number of 64 bits.
  public mutating func append(_ field: Int, double value: Double) {
    append(field, .eightBytes)
    append(littleEndian: value.bitPattern, count: 8)
  }

  /// Adds a text.
  public mutating func append(_ field: Int, text: String) {
    append(field, bytes: Array(text.utf8)[...])
  }

  /// Adds a text, unless it is empty, which is what readers take for one that is not there.
  public mutating func append(_ field: Int, unlessEmpty text: String) {
    if !text.isEmpty { append(field, text: text) }
  }

  /// Adds bytes.
  public mutating func append(_ field: Int, bytes content: ArraySlice<UInt8>) {
    append(field, .counted)
    append(variableLength: UInt64(content.count))
    bytes += content
  }

  /// Adds a message inside of this one.
  public mutating func append(_ field: Int, message: ProtobufMessage) {
    append(field, bytes: message.bytes[...])
  }

  private mutating func append(_ field: Int, _ type: WireType) {
    precondition(field >= 1 && field < 1 << 29, "a field of number \(field)")
    append(variableLength: UInt64(field) << 3 | type.rawValue)
  }

  /// Seven bits a byte, the lowest first; the eighth says that more follow.
  private mutating func append(variableLength value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func append(littleEndian value: UInt64, count: Int) {
    for place in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * place))) }
  }
}
