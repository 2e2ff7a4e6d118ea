/// The way from the tool's own command down to the one that a command line calls.
struct Route {
  /// Where the words lead.
  enum Destination {
    case help
    case version(String)
    case command(words: [String])
    case failure(UsageError)
  }

  private(set) var command: any Command.Type
  private(set) var path: [String]
  /// The version of the nearest command above that has one.
  private var version: String

  init(root: any Command.Type) {
    command = root
    path = [root.configuration.name]
    version = root.configuration.version
  }

  /// Walks down the subcommands that the words name.
  mutating func follow(_ words: [String]) -> Destination {
    var rest = words[...]
    while !command.configuration.subcommands.isEmpty {
      guard let word = rest.popFirst(), !word.isHelpRequest else { return .help }
      if word == "help" { return help(on: rest) }
      if word == "--version", !version.isEmpty { return .version(version) }
      guard descend(to: word) else { return .failure(stranger(word)) }
    }
    let options = rest.prefix { $0 != "--" }
    if options.contains(where: \.isHelpRequest) { return .help }
    if options.contains("--version"), !version.isEmpty { return .version(version) }
    return .command(words: Array(rest))
  }

  private mutating func help(on words: ArraySlice<String>) -> Destination {
    for word in words where !word.isHelpRequest {
      guard descend(to: word) else { return .failure(stranger(word)) }
    }
    return .help
  }

  private mutating func descend(to name: String) -> Bool {
    let below = command.configuration.subcommands
    guard let next = below.first(where: { $0.configuration.name == name }) else { return false }
    command = next
    path.append(name)
    if !next.configuration.version.isEmpty { version = next.configuration.version }
    return true
  }

  private func stranger(_ word: String) -> UsageError {
    guard word.isOptionLike else {
      let names = command.configuration.subcommands.map { $0.configuration.name }
      return .unexpectedArguments([word], suggestion: word.closest(among: names))
    }
    let options = ["--help"] + (version.isEmpty ? [] : ["--version"])
    return .unknownOption(word, suggestion: word.closest(among: options))
  }
}

extension Route {
  func help(width: Int) -> String {
    CommandTree(of: command).helpScreen(of: path, width: width)
  }

  /// An error's sentence, the usage, and where to read on.
  func refusal(_ error: UsageError, width: Int) -> String {
    let pieces = Synopsis(tree: CommandTree(of: command), path: path).pieces
    let usage = Synopsis.lines("Usage: ", pieces, width: width)
    let hint = "  See '\(path.joined(separator: " ")) --help' for more information."
    return (["Error: \(error)"] + usage + [hint]).joined(separator: "\n")
  }
}

extension String {
  /// Whether the word is an option or a cluster of letters; `-` and negative numbers are not.
  var isOptionLike: Bool {
    hasPrefix("-") && self != "-" && !isDecimalNumber
  }

  /// `--help`, or the reserved letter `h` after one dash, alone or among others.
  ///
  /// An option's value never looks like an option unless it is joined by `=`, so this is certain.
  var isHelpRequest: Bool {
    guard isOptionLike, !contains("=") else { return self == "--help" }
    return self == "--help" || (!hasPrefix("--") && contains("h"))
  }
}
