import Arguments

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// One of the process's two outputs, and what is known of the device behind it.
struct TerminalDevice: Sendable {
  /// The number of the open file.
  let descriptor: Int32

  static let standardOutput = TerminalDevice(descriptor: 1)
  static let standardError = TerminalDevice(descriptor: 2)

  /// Whether a person's terminal is behind it.
  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// The columns of the terminal; nil when there is none.
  var width: Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}

/// When escape codes may be written; the raw values are the words of the option `--color`.
enum ColorPolicy: String, CaseIterable, ArgumentValue {
  case auto, always, never

  /// Whether escape codes may go to a device, given the variables of the environment by name.
  func allowsEscapes(isTerminal: Bool, environment: (String) -> String?) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      isTerminal && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
    }
  }
}
