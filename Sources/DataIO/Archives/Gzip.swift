internal import CZlib

/// Gzip data, packed and unpacked by zlib.
///
/// > Source: P. Deutsch, RFC 1952 (1996).
public enum Gzip {
  /// Whether some bytes begin as gzip data do.
  public static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b]) }

  /// The data in one or more gzip members, their checksums verified.
  ///
  /// - Parameters:
  ///   - bytes: the members, one behind the other; zeros may follow.
  ///   - source: the name of the file, for sentences.
  ///   - limit: the most bytes that may come out; nil for 250 times as many as go in, and at least
  ///     64 MiB. A few bytes can stand for a thousand times as many, so without a limit a small
  ///     file could fill the memory.
  /// - Returns: the unpacked bytes of all members.
  /// - Throws: a gzip fault with the offset in the packed data.
  public static func decompressed(
    _ bytes: [UInt8], source: String, limit: Int? = nil
  ) throws(DataError) -> [UInt8] {
    guard isGzip(bytes) else { throw DataError(source: source, fault: .gzip(.notGzip)) }
    var inflater = Inflater(source: source, limit: limit ?? unpackingLimit(of: bytes.count))
    return try inflater.run(bytes)
  }

  /// The bytes as one gzip member without name and time, so that the same bytes give the same file.
  ///
  /// - Parameters:
  ///   - bytes: the data.
  ///   - level: from 1, fast, to 9, small.
  /// - Returns: the packed bytes.
  /// - Precondition: the level is from 1 to 9.
  public static func compressed(_ bytes: [UInt8], level: Int = 6) -> [UInt8] {
    precondition((1...9).contains(level), "gzip level \(level) is not from 1 to 9")
    let stream = ZStream(end: deflateEnd) {
      deflateInit2_(
        $0, Int32(level), Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size))
    }
    return stream.deflated(bytes)
  }
}

/// The most bytes that so many packed ones may become when nothing else is said.
func unpackingLimit(of packed: Int) -> Int {
  let (usual, overflow) = packed.multipliedReportingOverflow(by: 250)
  return overflow ? .max : max(64 << 20, usual)
}

/// zlib's number for the largest window with gzip's wrapping.
private let gzipWindow: Int32 = 15 + 16

/// Unpacks members one after the other.
private struct Inflater {
  private let source: String
  private let limit: Int
  private let stream = ZStream(end: inflateEnd) {
    inflateInit2_($0, gzipWindow, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  }
  private var result: [UInt8] = []

  init(source: String, limit: Int) {
    self.source = source
    self.limit = limit
  }

  mutating func run(_ bytes: [UInt8]) throws(DataError) -> [UInt8] {
    var position = 0
    repeat {
      position = try member(of: bytes, from: position)
    } while try hasMember(bytes, at: position)
    return result
  }

  /// Unpacks the member at an offset and returns the offset behind it.
  private mutating func member(of bytes: [UInt8], from start: Int) throws(DataError) -> Int {
    var status = stream.reset()
    var consumed = 0
    stream.run(over: bytes[start...]) { _ in
      let offered = stream.inputCount
      repeat {
        // One byte more than the limit shows that there is more.
        let room = min(chunk, limit - result.count + 1)
        status = stream.appendOutput(to: &result, atMost: room) { inflate($0, Z_NO_FLUSH) }
      } while status == Z_OK && result.count <= limit && (stream.inputCount > 0 || stream.isFull)
      consumed += offered - stream.inputCount
      return (status == Z_OK || status == Z_BUF_ERROR) && result.count <= limit
    }
    guard result.count <= limit else { throw error(.tooLarge(limit: limit), at: nil) }
    switch status {
    case Z_STREAM_END: return start + consumed
    case Z_OK, Z_BUF_ERROR: throw error(.truncated, at: bytes.count)
    default: throw error(.corrupt(stream.message ?? "status \(status)"), at: start + consumed)
    }
  }

  /// Whether another member follows; zeros may, and nothing else.
  private func hasMember(_ bytes: [UInt8], at position: Int) throws(DataError) -> Bool {
    let rest = bytes[position...]
    if rest.starts(with: [0x1f, 0x8b]) { return true }
    guard let other = rest.firstIndex(where: { $0 != 0 }) else { return false }
    throw error(.trailingBytes(rest.endIndex - other), at: other)
  }

  private func error(_ fault: DataError.GzipFault, at offset: Int?) -> DataError {
    DataError(source: source, offset: offset, fault: .gzip(fault))
  }
}
