import DataIO
import Tensors
import Testing

@Suite struct SafetensorsTests {
  @Test func writesWhatPythonWrites() {
    let file = Safetensors(SafetensorsOracle.tensors, metadata: SafetensorsOracle.metadata)
    #expect(file.bytes == SafetensorsOracle.bytes)
  }

  @Test func mapIsWrittenInTheOrderOfItsKeys() throws {
    let metadata = ["b": "2", "a\"\n": "\u{e9}\u{1}", "c": ""]
    let bytes = Safetensors([], metadata: metadata).bytes
    #expect(
      String(decoding: bytes.dropFirst(8), as: UTF8.self)
        == "{\"__metadata__\":{\"a\\\"\\n\":\"\u{e9}\\u0001\",\"b\":\"2\",\"c\":\"\"}}    ")
    #expect(try Safetensors(bytes, source: "m").metadata == metadata)
  }

  @Test func orderOfTensorsDoesNotMatter() {
    let reversed = Safetensors(
      SafetensorsOracle.tensors.reversed(), metadata: SafetensorsOracle.metadata)
    #expect(reversed.bytes == SafetensorsOracle.bytes)
  }

  @Test func readsWhatPythonWrote() throws {
    let file = try Safetensors(SafetensorsOracle.bytes, source: "m.safetensors")
    #expect(file.metadata == SafetensorsOracle.metadata)
    #expect(file.tensors.count == SafetensorsOracle.tensors.count)
    for tensor in SafetensorsOracle.tensors {
      let read = try file.tensor(tensor.name)
      #expect(read == tensor)
    }
    #expect(try file.elements(of: "seed") == [UInt64.max])
    #expect(try file.elements(of: "step") == [42 as Int64])
    #expect(try file.doubles(of: "half") == [1.5, -2, 0x1p-24])
    #expect(try file.doubles(of: "weight")[3] == Double(0.1 as Float))
    #expect(try file.doubles(of: "mask") == [1, 0, 255])
    #expect(try file.doubles(of: "i32") == [-7])
  }

  @Test func tensorsSurviveTheRoundTrip() throws {
    let tensor = Tensor<Double>([0.1, -0.0, .infinity, 0x1p-1074], shape: [2, 2])
    let file = Safetensors([StoredTensor(name: "a", tensor)])
    let read = try Safetensors(file.bytes, source: "m").tensor("a")
    #expect(read.shape == [2, 2])
    #expect(read.elements(as: Double.self)?.map(\.bitPattern) == tensor.elements.map(\.bitPattern))
  }

  @Test func halvesHaveTheirValues() {
    let bits: [UInt16] = [0, 0x8000, 1, 0x3ff, 0x400, 0x3c00, 0x3555, 0x7bff, 0x7c00, 0xfc00]
    let bytes = bits.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    let tensor = StoredTensor(name: "h", type: .float16, shape: [10], bytes: bytes[...])
    #expect(
      tensor.doubles == [
        0, -0.0, 0x1p-24, 0x1.ff8p-15, 0x1p-14, 1, 0.333251953125, 65504, .infinity, -.infinity,
      ])
    let brain = StoredTensor(name: "b", type: .bfloat16, shape: [1], bytes: [0x49, 0x40])
    #expect(brain.doubles == [3.140625])
  }

  static func file(_ header: String, data: Int = 0) -> [UInt8] {
    let length = header.utf8.count
    return (0..<8).map { UInt8(length >> (8 * $0) & 255) } + Array(header.utf8)
      + [UInt8](repeating: 0, count: data)
  }

  static let hostile: [([UInt8], String)] = [
    ([1, 2, 3], "m: not a safetensors file: it is shorter than 8 bytes"),
    (
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7b, 0x7d],
      "m: byte 0: not a safetensors file: its header would have 18446744073709551615 bytes, and 2 "
        + "is the most"
    ),
    (file("[]"), "m: byte 8: the safetensors header needs a JSON object"),
    (file(" {}"), "m: byte 8: the safetensors header needs a JSON object"),
    (file("{\"a\":"), "m: byte 13: the JSON text ends within a value"),
    (
      file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":1}"#, data: 4),
      "m: byte 62: the key \"a\" stands twice in an object"
    ),
    (
      file(#"{"__metadata__":{"a":1}}"#),
      "m: the safetensors header needs strings only in __metadata__"
    ),
    (file(#"{"a":1}"#), "m: tensor \"a\" needs a string as dtype"),
    (
      file(#"{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,1]}}"#, data: 1),
      "m: tensor \"a\" has the unknown type \"F4\""
    ),
    (
      file(#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, data: 4),
      "m: tensor \"a\" needs whole numbers, none below 0, as shape"
    ),
    (
      file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, data: 4),
      "m: tensor \"a\" needs two ascending whole numbers as data_offsets"
    ),
    (
      file(
        #"{"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#, data: 8),
      "m: the extents of tensor \"a\" multiply to more than any file holds"
    ),
    (
      file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, data: 4),
      "m: tensor \"a\" has 4 bytes where its shape asks for 8"
    ),
    (
      file(#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#, data: 2),
      "m: the data of tensor \"a\" begin at 1, not at 0"
    ),
    (
      file(
        #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"#
          + #""b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#, data: 3),
      "m: the data of tensor \"b\" begin at 1, not at 2"
    ),
    (
      file(#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#, data: 3),
      "m: 3 bytes of tensor data where the header asks for 2"
    ),
    (
      file(#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#, data: 1),
      "m: 1 byte of tensor data where the header asks for 2"
    ),
    (
      file("{\"__metadata__\":{\"\u{e9}\":\"1\",\"e\u{301}\":\"2\"}}"),
      "m: the key \"e\u{301}\" stands twice in an object"
    ),
  ]

  @Test(arguments: hostile) func sentenceOf(_ bytes: [UInt8], _ expected: String) {
    let error = #expect(throws: DataError.self) { try Safetensors(bytes, source: "m") }
    #expect(error?.description == expected)
  }

  @Test func sentencesAboutLookingUp() throws {
    let file = try Safetensors(SafetensorsOracle.bytes, source: "m")
    let absent = #expect(throws: DataError.self) { try file.tensor("wieght") }
    #expect(absent?.description == "m: there is no tensor \"wieght\"")
    let other = #expect(throws: DataError.self) { try file.elements(of: "bias", as: Float.self) }
    #expect(other?.description == "m: tensor \"bias\" is of type F64, not F32")
    let inexact = #expect(throws: DataError.self) { try file.doubles(of: "seed") }
    #expect(inexact?.description == "m: tensor \"seed\" is of type U64, not F64")
  }

  @Test func damageNeverTraps() {
    let whole = SafetensorsOracle.bytes
    for length in 0..<whole.count {
      #expect(throws: DataError.self) { try Safetensors(Array(whole[..<length]), source: "m") }
    }
    for i in 0..<(whole.count - 73) {
      for bit in 0..<8 {
        var bytes = whole
        bytes[i] ^= 1 << bit
        _ = try? Safetensors(bytes, source: "m")
      }
    }
  }
}
