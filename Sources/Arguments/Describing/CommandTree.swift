/// A tool's commands with all their options as a value: the one source of the help screens, the
/// man page and the completions.
public struct CommandTree: Sendable {
  /// The word that calls the command.
  public let name: String
  /// One sentence.
  public let abstract: String
  /// Paragraphs below the abstract.
  public let discussion: String
  /// What `--version` shows; empty when the command does not know it.
  public let version: String
  /// Arguments, options and flags in the order of their declaration, without `--help` and
  /// `--version`.
  public let parameters: [Parameter]
  /// The commands below.
  public let subcommands: [CommandTree]

  /// The description of a command and of all commands below it.
  public init(of command: any Command.Type) {
    let configuration = command.configuration
    name = configuration.name
    abstract = configuration.abstract
    discussion = configuration.discussion
    version = configuration.version
    parameters = Slots(of: command.init()).parameters
    subcommands = configuration.subcommands.map(CommandTree.init)
  }

  /// The positional arguments.
  public var arguments: [Parameter] { parameters.filter { $0.kind == .argument } }

  /// The options and flags that the command declares, then `--version` and `--help`.
  public var options: [Parameter] {
    parameters.filter { $0.kind != .argument } + (version.isEmpty ? [] : [.version]) + [.help]
  }
}

extension Parameter {
  static let version = Parameter(
    kind: .flag(isOn: false), name: "version", help: "Show the version.")
  static let help = Parameter(
    kind: .flag(isOn: false), name: "help", short: "h", help: "Show help information.")
}
