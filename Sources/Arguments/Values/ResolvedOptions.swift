/// Where an option's value came from; a later case overrules an earlier one.
public enum OptionSource: Sendable {
  /// The declaration.
  case declaration
  /// The configuration.
  case configuration
  /// The user's command line.
  case commandLine
}

/// The value of every option of a command after defaults, configuration and command line, each
/// with where it came from.
public struct ResolvedOptions: Sendable {
  /// One option.
  public struct Entry: Equatable, Sendable {
    /// The option's long name without dashes, or the positional argument's name.
    public let name: String
    /// Its value; null when it has none.
    public let value: OptionValue
    /// Who gave the value.
    public let source: OptionSource
  }

  /// The names of the commands that lead here: `["flowlearn", "train"]`.
  public let command: [String]

  /// All options and arguments in the order of their declaration.
  public let entries: [Entry]

  /// The entry of an option by its long name without dashes.
  public subscript(name: String) -> Entry? { entries.first { $0.name == name } }

  /// Whether the user wrote this option on the command line.
  public func isExplicit(_ name: String) -> Bool { self[name]?.source == .commandLine }

  /// The values as a configuration that gives the same options again; options without a value are
  /// left out.
  public func configuration(named source: String) -> Configuration {
    let given = entries.filter { $0.value != .null }
    return Configuration(
      source: source, values: Dictionary(uniqueKeysWithValues: given.map { ($0.name, $0.value) }))
  }
}
