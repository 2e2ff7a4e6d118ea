#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A file of the operating system, open until the value ends.
struct OpenFile: ~Copyable {
  /// How a file is opened.
  enum Mode {
    /// To be read.
    case reading
    /// To be written from its beginning; it must not be there yet.
    case creating
    /// To be written from its beginning, whatever it held.
    case replacing
    /// To be written behind what it holds.
    case appending
  }

  let descriptor: Int32
  private let isOwned: Bool

  /// Opens a file.
  init(_ path: Path, _ mode: Mode) throws(SystemFailure) {
    let flags =
      switch mode {
      case .reading: O_RDONLY
      case .creating: O_WRONLY | O_CREAT | O_EXCL
      case .replacing: O_WRONLY | O_CREAT | O_TRUNC
      case .appending: O_WRONLY | O_APPEND
      }
    descriptor = try attempt { () -> Int32 in open(path.text, flags | O_CLOEXEC, 0o666) }
    isOwned = true
  }

  /// A descriptor that the process was given, such as 0 for standard input.
  init(inherited descriptor: Int32) {
    self.descriptor = descriptor
    isOwned = false
  }

  deinit {
    if isOwned { close(descriptor) }
  }

  /// All bytes from here to the end.
  borrowing func bytes() throws(SystemFailure) -> [UInt8] {
    var result: [UInt8] = []
    var room = try expectedSize() + 1
    while true {
      let chunk = try read(atMost: room)
      if chunk.isEmpty { return result }
      // Most files arrive whole at the first call: do not copy those.
      if result.isEmpty { result = chunk } else { result += chunk }
      room = max(1 << 16, result.count / 2)
    }
  }

  /// Writes all bytes.
  borrowing func write(_ bytes: [UInt8]) throws(SystemFailure) {
    let failure = bytes.withUnsafeBytes { buffer -> SystemFailure? in
      var rest = buffer[...]
      while let first = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
        do throws(SystemFailure) {
          let count = try attempt { platformWrite(descriptor, first, rest.count) }
          rest = rest.dropFirst(count)
        } catch {
          return error
        }
      }
      return nil
    }
    if let failure { throw failure }
  }

  /// Waits until what was written is on the disk.
  borrowing func synchronize() throws(SystemFailure) {
    try attempt { fsync(descriptor) }
  }

  private borrowing func read(atMost count: Int) throws(SystemFailure) -> [UInt8] {
    var failure: SystemFailure?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(SystemFailure) {
        filled = try attempt { platformRead(descriptor, buffer.baseAddress, count) }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  private borrowing func expectedSize() throws(SystemFailure) -> Int {
    var status = stat()
    try attempt { fstat(descriptor, &status) }
    return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 1 << 16
  }
}

private func platformRead(
  _ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int
)
  -> Int
{
  read(descriptor, buffer, count)
}

private func platformWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}
