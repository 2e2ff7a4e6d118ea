import DataIO
import Testing

@Suite struct GzipTests {
  /// `gzip.compress(b"first\n", mtime=0) + gzip.compress(b"second\n", mtime=0)` in Python 3.11.
  static let members: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4b, 0xcb, 0x2c, 0x2a, 0x2e,
    0xe1, 0x02, 0x00, 0x2a, 0xb3, 0x4a, 0xc7, 0x06, 0x00, 0x00, 0x00, 0x1f, 0x8b, 0x08, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x2b, 0x4e, 0x4d, 0xce, 0xcf, 0x4b, 0xe1, 0x02, 0x00,
    0x7e, 0xc0, 0x0f, 0x06, 0x07, 0x00, 0x00, 0x00,
  ]

  static func sentence(_ bytes: [UInt8], limit: Int? = nil) -> String? {
    do throws(DataError) {
      _ = try Gzip.decompressed(bytes, source: "d.gz", limit: limit)
      return nil
    } catch {
      return error.description
    }
  }

  @Test(arguments: [0, 1, 1000, 262_143, 262_144, 600_001], [1, 9])
  func roundTrip(_ count: Int, level: Int) throws {
    var x: UInt32 = 1
    let bytes = (0..<count).map { i -> UInt8 in
      x = x &* 1_664_525 &+ 1_013_904_223
      return i % 3 == 0 ? UInt8(x >> 24) : UInt8(truncatingIfNeeded: i >> 8)
    }
    let packed = Gzip.compressed(bytes, level: level)
    #expect(Gzip.isGzip(packed))
    #expect(try Gzip.decompressed(packed, source: "d.gz") == bytes)
    #expect(Gzip.compressed(bytes, level: level) == packed)
  }

  @Test func membersAreJoined() throws {
    let text = Array("first\nsecond\n".utf8)
    #expect(try Gzip.decompressed(Self.members, source: "d.gz") == text)
    let padded = Self.members + [UInt8](repeating: 0, count: 512)
    #expect(try Gzip.decompressed(padded, source: "d.gz") == text)
  }

  @Test(arguments: Array(2..<26) + Array(28..<53)) func truncationIsSaid(_ length: Int) {
    #expect(
      Self.sentence(Array(Self.members[..<length])) == """
        d.gz: byte \(length): the gzip data end too early: the file was cut short \
        (fetch or copy it again)
        """)
  }

  @Test func damageIsSaid() {
    var bytes = Self.members
    bytes[19] ^= 1
    #expect(
      Self.sentence(bytes) == """
        d.gz: byte 22: the gzip data are damaged: incorrect data check (fetch or copy it again)
        """)
  }

  @Test func damageNeverTraps() {
    for i in Self.members.indices {
      for bit in 0..<8 {
        var bytes = Self.members
        bytes[i] ^= 1 << bit
        // Bits of the header's time, flags and system may differ without harm.
        if let text = try? Gzip.decompressed(bytes, source: "d.gz") {
          #expect(text == Array("first\nsecond\n".utf8), "byte \(i), bit \(bit)")
        }
      }
    }
  }

  @Test func otherBytesAreSaid() {
    #expect(Self.sentence([1, 2, 3]) == "d.gz: not gzip data")
    #expect(Self.sentence([]) == "d.gz: not gzip data")
    #expect(
      Self.sentence(Self.members + [0, 0, 9, 8])
        == "d.gz: byte 55: 2 bytes of something else follow the gzip data (fetch or copy it again)")
  }

  @Test func growthIsBounded() throws {
    let packed = Gzip.compressed([UInt8](repeating: 0, count: 1_000_000))
    #expect(try Gzip.decompressed(packed, source: "d.gz", limit: 1_000_000).count == 1_000_000)
    #expect(
      Self.sentence(packed, limit: 999_999) == """
        d.gz: the gzip data unpack to more than the limit of 999999 bytes \
        (unpack the file with gunzip if that is meant)
        """)
    // 65 MiB out of 65 KiB: beyond the usual limit of 64 MiB.
    let bomb = Gzip.compressed([UInt8](repeating: 0, count: 65 << 20), level: 9)
    #expect(Self.sentence(bomb)?.contains("the limit of 67108864 bytes") == true)
  }
}
