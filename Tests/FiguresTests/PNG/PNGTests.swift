import Testing

@testable import Figures

@Suite struct ChecksumTests {
  /// Published check values: CRC-32 of the nine digits, the IEND chunk's check, RFC 1950's Adler-32.
  @Test func knownCheckValues() {
    var digits = CyclicRedundancyCheck()
    digits.update(Array("1234".utf8))
    digits.update(Array("56789".utf8))
    #expect(digits.value == 0xcbf4_3926)
    #expect(
      pngChunk("IEND", []) == [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82])
    #expect(adler32(Array("Wikipedia".utf8)) == 0x11e6_0398)
    #expect(adler32([]) == 1)
  }

  /// The test vectors of RFC 4648, section 10.
  @Test(
    arguments: zip(
      ["", "f", "fo", "foo", "foob", "fooba", "foobar"],
      ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]))
  func base64Vectors(plain: String, coded: String) {
    #expect(base64(Array(plain.utf8)) == coded)
  }
}

@Suite struct PNGTests {
  static func chunks(_ file: [UInt8]) -> [(type: String, body: [UInt8])] {
    var rest = file.dropFirst(8)
    var chunks: [(String, [UInt8])] = []
    while rest.count >= 12 {
      let count = rest.prefix(4).reduce(0) { $0 * 256 + Int($1) }
      let type = String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self)
      let body = Array(rest.dropFirst(8).prefix(count))
      if Array(rest.prefix(12 + count)) == pngChunk(type, body) { chunks.append((type, body)) }
      rest = rest.dropFirst(12 + count)
    }
    return chunks
  }

  @Test(arguments: [(1, 1), (3, 2), (64, 48), (300, 5)])
  func theFileHoldsThePixels(size: (Int, Int)) throws {
    let (width, height) = size
    let palette = [Color.white, .black, Palette.blue.opacity(0.5)]
    let pixels = (0..<(width * height)).map { UInt8($0 / 3 % 3) }
    let image = IndexedImage(width: width, height: height, palette: palette, pixels: pixels)
    let file = image.png()
    #expect(Array(file.prefix(8)) == [137, 80, 78, 71, 13, 10, 26, 10])
    let chunks = Self.chunks(file)
    #expect(chunks.map(\.type) == ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"])
    #expect(
      chunks[0].body == bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 3, 0, 0, 0])
    #expect(chunks[1].body == [255, 255, 255, 0, 0, 0, 0, 0x72, 0xb2])
    #expect(chunks[2].body == [255, 255, 128])
    let rows = try #require(Inflate.zlib(chunks[3].body))
    #expect(rows.count == height * (width + 1))
    var found: [UInt8] = []
    for row in 0..<height {
      let line = rows[(row * (width + 1))...].prefix(width + 1)
      let isDifference = line.first == 2
      for (column, byte) in line.dropFirst().enumerated() {
        found.append(isDifference && row > 0 ? byte &+ found[(row - 1) * width + column] : byte)
      }
    }
    #expect(found == pixels)
  }

  @Test func solidPalettesNeedNoOpacities() {
    let image = IndexedImage(width: 1, height: 1, palette: [.black], pixels: [0])
    #expect(Self.chunks(image.png()).map(\.type) == ["IHDR", "PLTE", "IDAT", "IEND"])
  }
}
