#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Prints a line on standard error.
func printError(_ line: String) {
  // What was printed before stands before it, also when both go to one file.
  fflush(nil)
  _ = writeAll(Array((line + "\n").utf8), to: STDERR_FILENO)
}

/// Writes a text to a file, in directories that are made if missing.
///
/// - Returns: why it could not be written; nil when it was.
func write(_ text: String, to path: String) -> String? {
  for end in path.indices where path[end] == "/" && end != path.startIndex {
    if mkdir(String(path[..<end]), 0o777) != 0, errno != EEXIST { return reason() }
  }
  let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
  guard file >= 0 else { return reason() }
  let failure = writeAll(Array(text.utf8), to: file) ? nil : reason()
  guard close(file) == 0 else { return failure ?? reason() }
  return failure
}

/// The bytes of a file; nil when it cannot be read.
func read(_ path: String) -> [UInt8]? {
  let file = open(path, O_RDONLY)
  guard file >= 0 else { return nil }
  defer { close(file) }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 20)
  while true {
    let count = read(file, &piece, piece.count)
    if count > 0 { bytes += piece[..<count] } else if count == 0 { return bytes }
    if count < 0, errno != EINTR { return nil }
  }
}

private func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    if count > 0 { rest.removeFirst(count) } else if errno != EINTR { return false }
  }
  return true
}

private func reason() -> String { String(cString: strerror(errno)) }
