internal import CZlib

/// The list of members of a zip archive, and the way to their bytes.
///
/// The list at the archive's end is believed, and each member's sizes and checksum in it: members
/// are stored or deflated, archives and members may be larger than 4 GiB (zip64), and nothing may
/// be encrypted or in several parts.
///
/// > Source: PKWARE, .ZIP File Format Specification 6.3.10 (2022), sections 4.3 and 4.5.3.
struct ZipArchive {
  /// One member, as the list describes it.
  struct Member {
    let name: String
    let flags: UInt16
    let method: UInt16
    let checksum: UInt32
    let packedSize: Int
    let size: Int
    let headerOffset: Int
  }

  /// The members in the order of the list.
  let members: [Member]
  private let bytes: [UInt8]
  private let source: String

  /// Whether some bytes begin as a zip archive does; an empty archive begins with its end.
  static func isZip(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x50, 0x4b, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4b, 0x05, 0x06])
  }

  /// The list of some bytes.
  ///
  /// - Throws: a zip fault.
  init(_ bytes: [UInt8], source: String) throws(DataError) {
    guard Self.isZip(bytes) else { throw DataError(source: source, fault: .zip(.notZip)) }
    self.bytes = bytes
    self.source = source
    do throws(DataError.ZipFault) {
      members = try ZipDirectory(bytes).members(of: bytes)
    } catch {
      throw DataError(source: source, fault: .zip(error))
    }
  }

  /// The unpacked bytes of a member, their checksum verified.
  ///
  /// - Parameters:
  ///   - member: one of `members`.
  ///   - limit: the most bytes that may come out.
  /// - Returns: the bytes.
  /// - Throws: a zip fault.
  func contents(of member: Member, limit: Int) throws(DataError) -> ArraySlice<UInt8> {
    do throws(DataError.ZipFault) {
      guard member.size <= limit else { throw .tooLarge(limit: limit) }
      let packed = try packedBytes(of: member)
      let contents =
        switch member.method {
        case 0: packed
        case 8: try inflated(packed, of: member)[...]
        default: throw .unknownMethod(Int(member.method), member: member.name)
        }
      guard contents.count == member.size else {
        throw .malformed(
          "the size of \(quoted(member.name))", expected: "\(member.size), not \(contents.count)")
      }
      guard zlibChecksum(contents) == member.checksum else {
        throw .wrongChecksum(member: member.name)
      }
      return contents
    } catch {
      throw DataError(source: source, fault: .zip(error))
    }
  }

  private func packedBytes(of member: Member) throws(DataError.ZipFault) -> ArraySlice<UInt8> {
    guard member.flags & 1 == 0 else { throw .encrypted(member.name) }
    let damaged = DataError.ZipFault.malformed(
      "the header of \(quoted(member.name))", expected: "within the file")
    guard bytes.word(at: member.headerOffset, UInt32.self) == 0x0403_4b50,
      let nameLength = bytes.word(at: member.headerOffset + 26, UInt16.self),
      let extraLength = bytes.word(at: member.headerOffset + 28, UInt16.self)
    else { throw damaged }
    let start = member.headerOffset + 30 + Int(nameLength) + Int(extraLength)
    guard start <= bytes.count, member.packedSize <= bytes.count - start else { throw damaged }
    return bytes[start..<start + member.packedSize]
  }

  private func inflated(
    _ packed: ArraySlice<UInt8>, of member: Member
  ) throws(DataError.ZipFault) -> [UInt8] {
    let stream = ZStream(end: inflateEnd) {
      inflateInit2_($0, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    }
    var result: [UInt8] = []
    var status = Z_OK
    stream.run(over: packed) { _ in
      repeat {
        // One byte more than the size shows that there is more.
        let room = min(chunk, member.size - result.count + 1)
        status = stream.appendOutput(to: &result, atMost: room) { inflate($0, Z_NO_FLUSH) }
      } while status == Z_OK && result.count <= member.size
        && (stream.inputCount > 0 || stream.isFull)
      return (status == Z_OK || status == Z_BUF_ERROR) && result.count <= member.size
    }
    guard status == Z_STREAM_END || result.count > member.size else {
      throw .corrupt(member: member.name, stream.message ?? "it ends too early")
    }
    return result
  }
}

/// The CRC-32 of some bytes.
func zlibChecksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  bytes.withUnsafeBufferPointer { buffer in
    UInt32(truncatingIfNeeded: crc32_z(0, buffer.baseAddress, buffer.count))
  }
}
