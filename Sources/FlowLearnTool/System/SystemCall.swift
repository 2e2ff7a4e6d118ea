#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a call of the system failed: its error number.
struct SystemFailure: Error, Equatable {
  /// The number in `errno`.
  let number: Int32

  /// The system's words for it, the first letter small.
  var reason: String {
    let words = String(cString: strerror(number))
    return words.prefix(1).lowercased() + words.dropFirst()
  }

  static let noSuchFile = SystemFailure(number: ENOENT)
  static let fileExists = SystemFailure(number: EEXIST)
  static let isDirectory = SystemFailure(number: EISDIR)
  static let brokenPipe = SystemFailure(number: EPIPE)
}

/// Calls the system until it is not interrupted by a signal; a negative answer is a failure.
@discardableResult
func attempt<Answer: SignedInteger>(_ call: () -> Answer) throws(SystemFailure) -> Answer {
  while true {
    let answer = call()
    if answer >= 0 { return answer }
    let number = errno
    if number != EINTR { throw SystemFailure(number: number) }
  }
}
