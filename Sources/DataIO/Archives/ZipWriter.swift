internal import CZlib

/// Writes zip archives whose bytes depend on the members alone: no time, no system.
///
/// > Source: PKWARE, .ZIP File Format Specification 6.3.10 (2022), sections 4.3 and 4.5.3.
struct ZipWriter {
  /// How members are packed.
  enum Packing {
    case stored
    case deflated
  }

  private let packing: Packing
  /// The least size or offset that is written in 64 bits.
  private let wideFrom: Int
  private var archive: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  /// A writer; sizes and offsets from `wideFrom` on are written in 64 bits.
  init(_ packing: Packing, wideFrom: Int = Int(UInt32.max)) {
    self.packing = packing
    self.wideFrom = wideFrom
  }

  /// Adds a member.
  mutating func append(_ name: String, _ contents: [UInt8]) {
    let data = packing == .stored ? contents : deflated(contents)
    let offset = archive.count
    let sizes = [contents.count, data.count]
    let checksum = zlibChecksum(contents[...])
    // The local header holds both sizes in 64 bits, or none.
    let isWide = sizes.contains { $0 >= wideFrom }
    let local = LittleEndianWriter()
    archive += local.head(
      0x0403_4b50, packing, checksum,
      isWide ? [Int(UInt32.max), Int(UInt32.max)] : sizes.reversed(),
      version: isWide ? 45 : 20, name: name, extra: isWide ? 20 : 0)
    archive += Array(name.utf8) + (isWide ? extra(sizes) : []) + data
    let wide = (sizes + [offset]).filter { $0 >= wideFrom }
    let narrow = (sizes + [offset]).map { $0 >= wideFrom ? Int(UInt32.max) : $0 }
    var entry = LittleEndianWriter()
    entry.append(UInt32(0x0201_4b50))
    entry.append(UInt16(45))
    entry.bytes += local.head(
      nil, packing, checksum, [narrow[1], narrow[0]], version: wide.isEmpty ? 20 : 45, name: name,
      extra: wide.isEmpty ? 0 : 4 + 8 * wide.count)
    // No comment, part 0, no attributes.
    entry.bytes += [UInt8](repeating: 0, count: 10)
    entry.append(UInt32(narrow[2]))
    directory += entry.bytes + Array(name.utf8) + (wide.isEmpty ? [] : extra(wide))
    count += 1
  }

  /// The archive with the members added so far.
  func finished() -> [UInt8] {
    let needsWide =
      archive.count >= wideFrom || directory.count >= wideFrom || count >= Int(UInt16.max)
    var end = LittleEndianWriter()
    if needsWide {
      let place = archive.count + directory.count
      end.append(UInt32(0x0606_4b50))
      end.append(UInt64(44))
      for version in [UInt16(45), 45] { end.append(version) }
      for part in [UInt32(0), 0] { end.append(part) }
      for value in [count, count, directory.count, archive.count] { end.append(UInt64(value)) }
      end.append(UInt32(0x0706_4b50))
      end.append(UInt32(0))
      end.append(UInt64(place))
      end.append(UInt32(1))
    }
    end.append(UInt32(0x0605_4b50))
    end.append(UInt32(0))
    for _ in 0..<2 { end.append(needsWide ? UInt16.max : UInt16(count)) }
    for value in [directory.count, archive.count] {
      end.append(needsWide ? UInt32.max : UInt32(value))
    }
    end.append(UInt16(0))
    return archive + directory + end.bytes
  }

  private func extra(_ values: [Int]) -> [UInt8] {
    var field = LittleEndianWriter()
    field.append(UInt16(1))
    field.append(UInt16(8 * values.count))
    for value in values { field.append(UInt64(value)) }
    return field.bytes
  }

  private func deflated(_ bytes: [UInt8]) -> [UInt8] {
    let stream = ZStream(end: deflateEnd) {
      deflateInit2_(
        $0, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size))
    }
    return stream.deflated(bytes)
  }
}

/// Bytes to which words are added, low byte first.
private struct LittleEndianWriter {
  var bytes: [UInt8] = []

  mutating func append<Word: FixedWidthInteger>(_ word: Word) {
    withUnsafeBytes(of: word.littleEndian) { bytes += $0 }
  }

  /// What a local header and an entry of the list have in common, a signature in front of it.
  func head(
    _ signature: UInt32?, _ packing: ZipWriter.Packing, _ checksum: UInt32, _ sizes: [Int],
    version: UInt16, name: String, extra: Int
  ) -> [UInt8] {
    var head = LittleEndianWriter()
    if let signature { head.append(signature) }
    head.append(version)
    // Names are in UTF-8; the time is the first that the format knows, 1 January 1980.
    for word in [0x0800, packing == .stored ? 0 : 8, 0, 0x21] as [UInt16] { head.append(word) }
    head.append(checksum)
    for size in sizes { head.append(UInt32(size)) }
    head.append(UInt16(name.utf8.count))
    head.append(UInt16(extra))
    return head.bytes
  }
}
