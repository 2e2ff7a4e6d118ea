import DataIO
import Testing

@Suite struct ProtobufMessageTests {
  /// The examples of the format's documentation: 150 in field 1, "testing" in field 2, and the first
  /// message in field 3 of another.
  @Test func `the documentation's examples`() {
    var first = ProtobufMessage()
    first.append(1, integer: 150)
    #expect(first.bytes == [0x08, 0x96, 0x01])
    var second = ProtobufMessage()
    second.append(2, text: "testing")
    #expect(second.bytes == [0x12, 0x07] + Array("testing".utf8))
    var third = ProtobufMessage()
    third.append(3, message: first)
    #expect(third.bytes == [0x1a, 0x03, 0x08, 0x96, 0x01])
  }

  @Test func `integers take as many bytes as they need`() {
    func bytes(_ value: Int) -> [UInt8] {
      var message = ProtobufMessage()
      message.append(1, integer: value)
      return Array(message.bytes.dropFirst())
    }
    #expect(bytes(0) == [0])
    #expect(bytes(127) == [0x7f])
    #expect(bytes(128) == [0x80, 0x01])
    #expect(bytes(-2) == [0xfe] + Array(repeating: 0xff, count: 8) + [0x01])
    #expect(bytes(.max) == Array(repeating: 0xff, count: 8) + [0x7f])
  }

  @Test func `numbers lie lowest byte first, and fields above 15 take two bytes`() {
    var message = ProtobufMessage()
    message.append(20, float: 1)
    message.append(2, double: -2)
    #expect(
      message.bytes == [0xa5, 0x01, 0, 0, 0x80, 0x3f, 0x11, 0, 0, 0, 0, 0, 0, 0, 0xc0])
  }

  @Test func `empty texts can be left out`() {
    var message = ProtobufMessage()
    message.append(1, unlessEmpty: "")
    #expect(message.bytes.isEmpty)
    message.append(1, text: "")
    #expect(message.bytes == [0x0a, 0])
  }
}
