/// Compresses bytes into a zlib stream: repeats found by hash chains, written with the fixed code.
///
/// Figures compress well this way (flat regions, rows that repeat), and the encoder stays one page.
///
/// > Source: RFC 1951 (deflate), RFC 1950 (zlib).
enum Deflate {
  /// The zlib stream of the bytes.
  static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    // 32 KiB window, fastest level: 0x7801 is a multiple of 31, as the header must be.
    [0x78, 0x01] + compressed(bytes) + bigEndian(adler32(bytes))
  }

  private static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    var output = BitWriter()
    output.write(1, count: 1)  // the last block
    output.write(1, count: 2)  // fixed codes
    var matcher = Matcher(bytes)
    var position = 0
    while position < bytes.count {
      if let match = matcher.longest(at: position) {
        writeLength(match.length, to: &output)
        writeDistance(match.distance, to: &output)
        for place in position..<(position + match.length) { matcher.insert(place) }
        position += match.length
      } else {
        writeSymbol(Int(bytes[position]), to: &output)
        matcher.insert(position)
        position += 1
      }
    }
    writeSymbol(256, to: &output)
    return output.finished()
  }

  private static func writeSymbol(_ symbol: Int, to output: inout BitWriter) {
    switch symbol {
    case 0..<144: output.writeCode(0x30 + symbol, count: 8)
    case 144..<256: output.writeCode(0x190 + symbol - 144, count: 9)
    case 256..<280: output.writeCode(symbol - 256, count: 7)
    default: output.writeCode(0xc0 + symbol - 280, count: 8)
    }
  }

  private static func writeLength(_ length: Int, to output: inout BitWriter) {
    guard length < 258 else { return writeSymbol(285, to: &output) }
    // After 8 codes of one length each, four codes share a number of extra bits.
    let offset = length - 3
    let extra = offset < 8 ? 0 : Int.bitWidth - offset.leadingZeroBitCount - 3
    let code = offset < 8 ? offset : 4 * extra + (offset >> extra)
    writeSymbol(257 + code, to: &output)
    output.write(offset & ((1 << extra) - 1), count: extra)
  }

  private static func writeDistance(_ distance: Int, to output: inout BitWriter) {
    // After 4 codes of one distance each, two codes share a number of extra bits.
    let offset = distance - 1
    let extra = offset < 4 ? 0 : Int.bitWidth - offset.leadingZeroBitCount - 2
    let code = offset < 4 ? offset : 2 * extra + (offset >> extra)
    output.writeCode(code, count: 5)
    output.write(offset & ((1 << extra) - 1), count: extra)
  }
}

/// Packs bits into bytes, the lowest bit first.
private struct BitWriter {
  private var bytes: [UInt8] = []
  private var pending: UInt32 = 0
  private var count = 0

  mutating func write(_ bits: Int, count: Int) {
    pending |= UInt32(bits) << UInt32(self.count)
    self.count += count
    while self.count >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      self.count -= 8
    }
  }

  /// Writes a prefix code, whose highest bit comes first.
  mutating func writeCode(_ code: Int, count: Int) {
    var reversed = 0
    for bit in 0..<count where code >> bit & 1 == 1 { reversed |= 1 << (count - 1 - bit) }
    write(reversed, count: count)
  }

  mutating func finished() -> [UInt8] {
    if count > 0 { write(0, count: 8 - count) }
    return bytes
  }
}

/// Finds earlier occurrences of the bytes at a position.
private struct Matcher {
  private let bytes: [UInt8]
  private var heads: [Int]
  private var previous: [Int]

  private static let window = 32768
  private static let buckets = 1 << 14
  private static let patience = 48

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    heads = Array(repeating: -1, count: Self.buckets)
    previous = Array(repeating: -1, count: bytes.count)
  }

  mutating func insert(_ position: Int) {
    guard let bucket = bucket(position) else { return }
    previous[position] = heads[bucket]
    heads[bucket] = position
  }

  func longest(at position: Int) -> (length: Int, distance: Int)? {
    guard let bucket = bucket(position) else { return nil }
    var candidate = heads[bucket]
    var best = (length: 0, distance: 0)
    var tries = Self.patience
    while candidate >= 0, position - candidate <= Self.window, tries > 0 {
      let length = common(candidate, position)
      if length > best.length { best = (length, position - candidate) }
      guard best.length < 258 else { break }
      candidate = previous[candidate]
      tries -= 1
    }
    return best.length >= 3 ? best : nil
  }

  private func common(_ a: Int, _ b: Int) -> Int {
    let limit = min(258, bytes.count - b)
    var length = 0
    while length < limit, bytes[a + length] == bytes[b + length] { length += 1 }
    return length
  }

  private func bucket(_ position: Int) -> Int? {
    guard position + 2 < bytes.count else { return nil }
    let key =
      UInt32(bytes[position]) << 16 | UInt32(bytes[position + 1]) << 8 | UInt32(bytes[position + 2])
    return Int((key &* 2_654_435_761) >> 18)
  }
}
