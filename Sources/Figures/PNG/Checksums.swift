/// The check value of PNG chunks: the remainder by the polynomial 0xEDB88320 (bits reversed).
///
/// > Source: ISO/IEC 15948 (PNG), annex D.
struct CyclicRedundancyCheck {
  private var state: UInt32 = 0xffff_ffff

  private static let table: [UInt32] = (0..<256).map { (byte: UInt32) -> UInt32 in
    var remainder = byte
    for _ in 0..<8 {
      remainder = remainder & 1 == 1 ? 0xedb8_8320 ^ (remainder >> 1) : remainder >> 1
    }
    return remainder
  }

  mutating func update(_ bytes: [UInt8]) {
    for byte in bytes {
      state = Self.table[Int((state ^ UInt32(byte)) & 0xff)] ^ (state >> 8)
    }
  }

  var value: UInt32 { state ^ 0xffff_ffff }
}

/// The check value of a zlib stream: two sums modulo 65521.
///
/// > Source: RFC 1950, section 8.2.
func adler32(_ bytes: [UInt8]) -> UInt32 {
  var a: UInt32 = 1
  var b: UInt32 = 0
  for byte in bytes {
    a = (a + UInt32(byte)) % 65521
    b = (b + a) % 65521
  }
  return b << 16 | a
}

/// The four bytes of a number, the highest first.
func bigEndian(_ number: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
}
