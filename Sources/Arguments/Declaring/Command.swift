/// A structure whose stored properties are all declared with ``Argument``, ``Option``, ``Flag`` or
/// ``OptionGroup``.
///
/// `Decodable` is how the parser delivers the values: the compiler writes the conformance.
public protocol ArgumentGroup: Decodable, Sendable {
  /// The group as declared.
  init()

  /// Checks what no single option can: throw the sentence that tells the user what to change.
  func validate() throws(ValidationError)
}

extension ArgumentGroup {
  /// Nothing to check.
  public func validate() throws(ValidationError) {}
}

/// A command of a tool: what it is called and says about itself; its properties are its options.
///
///     struct Train: Command {
///       static let configuration = CommandConfiguration(
///         name: "train", abstract: "Learn a model from a table.")
///
///       @Argument("The table.") var data: String
///       @Option("Passes over the data.") var epochs = 100
///     }
///
/// A command that only gathers subcommands declares no properties.
public protocol Command: ArgumentGroup {
  /// Name, words of explanation, and subcommands.
  static var configuration: CommandConfiguration { get }
}

/// What a command says about itself.
public struct CommandConfiguration: Sendable {
  /// The word that calls it.
  public let name: String
  /// One sentence.
  public let abstract: String
  /// Paragraphs below the abstract; line breaks are kept.
  public let discussion: String
  /// What `--version` shows; empty when the command does not know it.
  public let version: String
  /// The commands below this one, in the order of the help.
  public let subcommands: [any Command.Type]

  /// A command's account of itself.
  public init(
    name: String, abstract: String, discussion: String = "", version: String = "",
    subcommands: [any Command.Type] = []
  ) {
    self.name = name
    self.abstract = abstract
    self.discussion = discussion
    self.version = version
    self.subcommands = subcommands
  }
}

/// A sentence about options that do not go together.
public struct ValidationError: Error, Equatable, Sendable {
  /// What is wrong and what to change.
  public let message: String

  /// An error with a sentence for the user.
  public init(_ message: String) {
    self.message = message
  }
}
