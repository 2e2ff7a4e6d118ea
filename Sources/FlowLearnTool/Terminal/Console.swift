import Arguments

/// Where the tool speaks: the result goes to standard output, all else to standard error.
final class Console {
  /// How much is said beside the result.
  enum Talk: Int, Comparable {
    case quiet, normal, verbose

    static func < (a: Talk, b: Talk) -> Bool { a.rawValue < b.rawValue }
  }

  /// How much is said beside the result.
  let talk: Talk
  /// Whether standard error may get escape codes.
  let usesEscapes: Bool
  /// Whether a line of progress may be drawn again and again.
  let redraws: Bool
  /// The columns of standard error's terminal.
  var width: Int { TerminalDevice.standardError.width ?? 80 }

  private var hasProgressLine = false

  init(talk: Talk = .normal, color: ColorPolicy = .auto) {
    let isTerminal = TerminalDevice.standardError.isTerminal
    self.talk = talk
    usesEscapes = color.allowsEscapes(
      isTerminal: isTerminal, environment: Machine.environment)
    redraws = isTerminal && usesEscapes
  }

  /// Writes a part of the result; nothing happens when the reader has gone.
  func result(_ text: String) throws(ToolError) {
    try result(Array((text + "\n").utf8))
  }

  /// Writes a part of the result, as it is.
  func result(_ bytes: [UInt8]) throws(ToolError) {
    do throws(SystemFailure) {
      try OpenFile(inherited: TerminalDevice.standardOutput.descriptor).write(bytes)
    } catch {
      guard error == .brokenPipe else {
        throw .writeFailed(Path("standard output"), reason: error.reason)
      }
    }
  }

  /// Says something that a user who did not ask for silence should know.
  func note(_ text: String) {
    if talk >= .normal { say(text) }
  }

  /// Says something that only a curious user wants to know.
  func detail(_ text: String) {
    if talk >= .verbose { say(text) }
  }

  /// Warns of something that may spoil the result; silence does not silence it.
  func warn(_ text: String) {
    say(usesEscapes ? "\u{1B}[33mwarning:\u{1B}[0m \(text)" : "warning: \(text)")
  }

  /// Says why the program ends.
  func fail(_ error: ToolError) {
    say(usesEscapes ? "flowlearn: \u{1B}[31m\(error)\u{1B}[0m" : "flowlearn: \(error)")
  }

  /// Says what is wrong with a command line, as it is.
  func refuse(_ text: String) {
    say(text)
  }

  /// Draws the line of progress over the one before.
  func draw(progress line: String) {
    hasProgressLine = true
    put("\r\u{1B}[K" + line)
  }

  /// Takes the line of progress away.
  func clearProgress() {
    if hasProgressLine { put("\r\u{1B}[K") }
    hasProgressLine = false
  }

  private func say(_ text: String) {
    clearProgress()
    put(text + "\n")
  }

  /// What cannot be said on standard error cannot be said at all.
  private func put(_ text: String) {
    try? OpenFile(inherited: TerminalDevice.standardError.descriptor).write(Array(text.utf8))
  }
}
