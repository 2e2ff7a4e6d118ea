import DataIO
import Tensors
import Testing

@Suite struct IDXArrayTests {
  static let valid: [([UInt8], [Int], [Double])] = [
    ([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255], [2, 3], [1, 2, 3, 4, 5, 255]),
    ([0, 0, 9, 1, 0, 0, 0, 2, 0x80, 0x7f], [2], [-128, 127]),
    ([0, 0, 0xb, 1, 0, 0, 0, 2, 0x80, 0, 0x01, 0x02], [2], [-32768, 258]),
    ([0, 0, 0xc, 1, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xfe], [1], [-2]),
    ([0, 0, 0xd, 1, 0, 0, 0, 1, 0xc0, 0x20, 0, 0], [1], [-2.5]),
    ([0, 0, 0xe, 1, 0, 0, 0, 1, 0x40, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18], [1], [.pi]),
    ([0, 0, 0xd, 0, 0x3f, 0x80, 0, 0], [], [1]),
    ([0, 0, 8, 2, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], [0, 4_294_967_295], []),
  ]

  @Test(arguments: valid) func isRead(_ bytes: [UInt8], _ shape: [Int], _ numbers: [Double]) throws
  {
    let array = try IDXArray(bytes, source: "i")
    #expect(array.shape == shape)
    #expect(array.tensor == Tensor(numbers, shape: shape))
    #expect(try IDXArray(decodingGzip: Gzip.compressed(bytes), source: "i") == array)
    #expect(try IDXArray(decodingGzip: bytes, source: "i") == array)
  }

  @Test func bytesStayBytes() throws {
    #expect(try IDXArray([0, 0, 8, 1, 0, 0, 0, 2, 7, 9], source: "i").elements == .uint8([7, 9]))
  }

  static let hostile: [([UInt8], String)] = [
    ([0, 0, 8], "i: the IDX file ends within its header"),
    ([0, 0, 8, 2, 0, 0, 0, 1], "i: the IDX file ends within its header"),
    ([0, 1, 8, 0], "i: not an IDX file: the first two bytes must be 0"),
    (
      [0, 0, 0xa, 0],
      "i: byte 2: 0xa names no element type of IDX files (0x8, 0x9, 0xb, 0xc, 0xd or 0xe)"
    ),
    ([0, 0, 8, 1, 0, 0, 0, 3, 1, 2], "i: 2 bytes where the IDX header asks for 3"),
    ([0, 0, 0xe, 1, 0, 0, 0, 1, 1], "i: 1 byte where the IDX header asks for 8"),
    ([0, 0, 8, 0, 1, 2], "i: 2 bytes where the IDX header asks for 1"),
    (
      [0, 0, 8, 3] + [UInt8](repeating: 0xff, count: 12),
      "i: the extents [4294967295, 4294967295, 4294967295] multiply to more than any file holds"
    ),
    (
      [0, 0, 8, 4] + [UInt8](repeating: 0xff, count: 12) + [0, 0, 0, 0],
      "i: the extents [4294967295, 4294967295, 4294967295, 0] multiply to more than any file holds"
    ),
    (
      [0, 0, 8, 1, 0xff, 0xff, 0xff, 0xff],
      "i: 0 bytes where the IDX header asks for 4294967295"
    ),
  ]

  @Test(arguments: hostile) func sentenceOf(_ bytes: [UInt8], _ expected: String) {
    let error = #expect(throws: DataError.self) { try IDXArray(bytes, source: "i") }
    #expect(error?.description == expected)
  }
}
