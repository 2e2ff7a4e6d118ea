/// The cyclic redundancy check of 32 bits with Castagnoli's polynomial.
///
/// > Source: Castagnoli, Bräuer & Herrmann, IEEE Transactions on Communications 41 (1993); RFC 3720,
/// > appendix B.4.
public enum CRC32C {
  /// The check of some bytes.
  ///
  /// - Complexity: one look into a table of 256 numbers a byte.
  public static func checksum(of bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { check, byte in
      table[Int(UInt8(truncatingIfNeeded: check) ^ byte)] ^ check >> 8
    }
  }

  /// What each byte does to the check; the polynomial's bits are in reverse.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 1 ? value >> 1 ^ 0x82f6_3b78 : value >> 1
    }
  }
}
