import Testing

@testable import Figures

@Suite struct DeflateTests {
  static func noise(_ count: Int, values: UInt64) -> [UInt8] {
    var state: UInt64 = 9
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8((state >> 33) % values)
    }
  }

  static let samples: [[UInt8]] = [
    [], [7], [7, 7], [7, 7, 7], Array(0...255), Array(repeating: 0, count: 259),
    Array(repeating: 200, count: 100_000), noise(5000, values: 256), noise(70_000, values: 3),
    noise(40_000, values: 200) + noise(40_000, values: 200),
    noise(32_768, values: 256) + noise(300, values: 256),
  ]

  @Test(arguments: samples.indices)
  func streamsReadBackAsTheyWere(index: Int) {
    #expect(Inflate.zlib(Deflate.zlib(Self.samples[index])) == Self.samples[index])
  }

  @Test func repeatsTakeLittleRoom() {
    // 388 copies of 258 bytes at 8 bits and 5 for the distance.
    #expect(Deflate.zlib(Array(repeating: 200, count: 100_000)).count < 660)
  }

  /// The stream that zlib 1.2.13 gives for "a", but for its header's level.
  @Test func oneByteAsZlibWritesIt() {
    #expect(
      Deflate.zlib([UInt8(ascii: "a")]) == [0x78, 0x01, 0x4b, 0x04, 0x00, 0x00, 0x62, 0x00, 0x62])
  }

  /// A stream that zlib 1.2.13 wrote at level 9, so that the reader of these tests stands on more
  /// than the encoder's word.
  @Test func theTestsReaderReadsWhatZlibWrote() {
    let stream: [UInt8] = [
      0x78, 0xda, 0x2b, 0xc9, 0x48, 0x55, 0x48, 0xcb, 0xc9, 0x2f, 0x57, 0xc8, 0x4f, 0x53, 0x28,
      0xc1, 0xc2, 0xd6, 0x51, 0x48, 0xcc, 0x4b, 0x41, 0xc8, 0x24, 0x25, 0x26, 0x67, 0x03, 0x00,
      0xd2, 0x39, 0x11, 0xdf,
    ]
    let text = "the flow of the flow of the flow, and the flow back"
    #expect(Inflate.zlib(stream) == Array(text.utf8))
  }
}
