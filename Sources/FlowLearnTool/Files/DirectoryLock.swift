#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A directory that this process alone writes to, until the value ends or the process does, in
/// whatever way.
struct DirectoryLock: ~Copyable {
  private let descriptor: Int32

  /// Locks a directory; nil when another process has.
  ///
  /// Where the file system knows no locks, the directory counts as locked.
  init?(_ path: Path) {
    descriptor = open(path.text, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      return nil
    }
  }

  /// Whether no other process has a directory locked.
  static func isFree(_ path: Path) -> Bool {
    guard let lock = DirectoryLock(path) else { return false }
    _ = lock
    return true
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }
}
