/// Where the list of members lies.
struct ZipDirectory {
  private let offset: Int
  private let count: Int

  /// Finds the record that ends the archive, behind which a comment may stand.
  init(_ bytes: [UInt8]) throws(DataError.ZipFault) {
    let first = max(0, bytes.count - 22 - 0xffff)
    let ends = stride(from: bytes.count - 22, through: first, by: -1)
    let end = ends.first { at in
      bytes[at] == 0x50 && bytes.word(at: at, UInt32.self) == 0x0605_4b50
        && bytes.word(at: at + 20, UInt16.self).map { at + 22 + Int($0) == bytes.count } ?? false
    }
    guard let end, let count = bytes.word(at: end + 10, UInt16.self),
      let offset = bytes.word(at: end + 16, UInt32.self),
      let parts = bytes.word(at: end + 4, UInt16.self)
    else { throw .noDirectory }
    if let wide = try Self.wideRecord(bytes, before: end) {
      (self.offset, self.count) = wide
      return
    }
    guard parts == 0 else { throw .malformed("the number of its parts", expected: "1") }
    (self.offset, self.count) = (Int(offset), Int(count))
  }

  /// Offset and count of the record of archives beyond 4 GiB, when there is one.
  private static func wideRecord(
    _ bytes: [UInt8], before end: Int
  ) throws(DataError.ZipFault) -> (offset: Int, count: Int)? {
    guard end >= 20, bytes.word(at: end - 20, UInt32.self) == 0x0706_4b50 else { return nil }
    guard let place = bytes.place(at: end - 12),
      bytes.word(at: place, UInt32.self) == 0x0606_4b50,
      let count = bytes.place(at: place + 32), let offset = bytes.place(at: place + 48)
    else { throw .malformed("the record of a large archive", expected: "within the file") }
    return (offset, count)
  }

  /// Reads the list.
  func members(of bytes: [UInt8]) throws(DataError.ZipFault) -> [ZipArchive.Member] {
    // An entry takes 46 bytes at least: no list is longer than that allows.
    guard offset <= bytes.count, count <= (bytes.count - offset) / 46 else {
      throw .malformed("the list of its members", expected: "within the file")
    }
    var members: [ZipArchive.Member] = []
    var position = offset
    var names: Set<[UInt8]> = []
    for _ in 0..<count {
      let entry = try ZipEntry(bytes, at: position)
      guard names.insert(Array(entry.name)).inserted else { throw .duplicate(entry.text) }
      members.append(entry.member)
      position = entry.end
    }
    return members
  }
}

/// One entry of the list of members.
private struct ZipEntry {
  let member: ZipArchive.Member
  let name: ArraySlice<UInt8>
  let end: Int

  var text: String { String(decoding: name, as: UTF8.self) }

  init(_ bytes: [UInt8], at start: Int) throws(DataError.ZipFault) {
    let damaged = DataError.ZipFault.malformed("an entry of the list", expected: "whole")
    func short(_ offset: Int) throws(DataError.ZipFault) -> UInt16 {
      guard let word = bytes.word(at: start + offset, UInt16.self) else { throw damaged }
      return word
    }
    func long(_ offset: Int) throws(DataError.ZipFault) -> UInt32 {
      guard let word = bytes.word(at: start + offset, UInt32.self) else { throw damaged }
      return word
    }
    guard try long(0) == 0x0201_4b50 else { throw damaged }
    let nameEnd = start + 46 + Int(try short(28))
    let extraEnd = nameEnd + Int(try short(30))
    end = extraEnd + Int(try short(32))
    guard end <= bytes.count else { throw damaged }
    name = bytes[start + 46..<nameEnd]
    guard firstNonTextByte(in: name) == nil else {
      throw .malformed("the name of a member", expected: "text")
    }
    var wide = WideFields(bytes[nameEnd..<extraEnd])
    // The wide fields follow in this order, each only where the narrow one is full.
    let size = try wide.value(try long(24))
    let packedSize = try wide.value(try long(20))
    let headerOffset = try wide.value(try long(42))
    member = ZipArchive.Member(
      name: String(decoding: name, as: UTF8.self), flags: try short(8), method: try short(10),
      checksum: try long(16), packedSize: packedSize, size: size, headerOffset: headerOffset)
  }
}

/// The fields of 64 bits that stand in for those of 32 that cannot hold a size.
private struct WideFields {
  private let bytes: [UInt8]
  private var next = 0

  init(_ extra: ArraySlice<UInt8>) {
    var field: ArraySlice<UInt8> = []
    var rest = extra
    while rest.count >= 4, field.isEmpty {
      let head = Array(rest.prefix(4))
      let size = Int(head[2]) | Int(head[3]) << 8
      if head[0] == 1, head[1] == 0 { field = rest.dropFirst(4).prefix(size) }
      rest = rest.dropFirst(4 + size)
    }
    bytes = Array(field)
  }

  mutating func value(_ narrow: UInt32) throws(DataError.ZipFault) -> Int {
    guard narrow == .max else { return Int(narrow) }
    guard let value = bytes.place(at: next) else {
      throw .malformed("a size beyond 4 GiB", expected: "in the list of its members")
    }
    next += 8
    return value
  }
}

extension [UInt8] {
  /// The little-endian word at an offset; nil where it is not within the bytes.
  func word<Word: FixedWidthInteger>(at offset: Int, _ type: Word.Type) -> Word? {
    guard offset >= 0, offset <= count - MemoryLayout<Word>.size else { return nil }
    return (0..<MemoryLayout<Word>.size).reduce(0) {
      $0 | Word(truncatingIfNeeded: self[offset + $1]) << Word(8 * $1)
    }
  }

  /// The word of 64 bits at an offset when it is less than 2^62, as all sizes of files are.
  fileprivate func place(at offset: Int) -> Int? {
    guard let word = word(at: offset, UInt64.self), word < 1 << 62 else { return nil }
    return Int(word)
  }
}
