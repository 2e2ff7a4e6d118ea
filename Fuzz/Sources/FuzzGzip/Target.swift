import DataIO
import Inputs

/// Bytes are packed and unpacked to themselves; as packed data they are refused, or unpacked within
/// the limit.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = input(start, count)
  if let unpacked = try? Gzip.decompressed(bytes, source: "f", limit: 1 << 20) {
    hold(unpacked.count <= 1 << 20, "\(unpacked.count) bytes")
  }
  hold((try? Gzip.decompressed(Gzip.compressed(bytes), source: "f")) == bytes, "another text")
  return 0
}
