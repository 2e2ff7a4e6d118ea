#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension OpenFile {
  /// The bytes that a plain file holds; nil for a pipe or a device.
  borrowing func plainSize() throws(SystemFailure) -> Int? {
    var status = stat()
    try attempt { fstat(descriptor, &status) }
    return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }

  /// The bytes in a range of offsets; fewer where the file has become shorter.
  borrowing func bytes(in range: Range<Int>) throws(SystemFailure) -> [UInt8] {
    var failure: SystemFailure?
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
      while filled < range.count {
        do throws(SystemFailure) {
          let start = buffer.baseAddress.map { $0 + filled }
          let count = try attempt {
            pread(descriptor, start, range.count - filled, off_t(range.lowerBound + filled))
          }
          guard count > 0 else { return }
          filled += count
        } catch {
          failure = error
          return
        }
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
