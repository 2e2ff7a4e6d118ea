/// Reads command lines for a tool: finds the subcommand, fills its properties, or says what is
/// wrong.
///
///     let parser = CommandLineParser(Tool.self)
///     switch parser.parse(Array(CommandLine.arguments.dropFirst())) { ... }
public struct CommandLineParser: Sendable {
  /// The exit code of a usage error, as in BSD's `sysexits.h`.
  public static let usageExitCode: Int32 = 64

  let root: any Command.Type
  let width: Int

  /// A parser for a tool.
  ///
  /// - Parameters:
  ///   - root: the tool's own command.
  ///   - width: the number of columns that help screens are wrapped to.
  public init(_ root: any Command.Type, width: Int = 80) {
    self.root = root
    self.width = width
  }

  /// The tool's commands as a value.
  public var tree: CommandTree { CommandTree(of: root) }

  /// Reads a command line.
  ///
  /// - Parameter arguments: the words after the tool's name.
  /// - Returns: the command to run or the text to show.
  public func parse(_ arguments: [String]) -> Invocation {
    parse(arguments) { _ in .empty }
  }

  /// Reads a command line over a configuration: a value is the command line's, else the
  /// configuration's, else the declaration's.
  ///
  /// - Parameters:
  ///   - arguments: the words after the tool's name.
  ///   - configuration: receives the options as the command line has them, and reads the
  ///     configuration that they name, if any. Not called when the command line is wrong.
  /// - Returns: the command to run or the text to show.
  /// - Throws: what `configuration` throws.
  public func parse<Failure>(
    _ arguments: [String],
    configuration: (ResolvedOptions) throws(Failure) -> Configuration
  ) throws(Failure) -> Invocation {
    var route = Route(root: root)
    switch route.follow(arguments) {
    case .help: return .show(route.help(width: width), exitCode: 0)
    case .version(let text): return .show(text, exitCode: 0)
    case .failure(let error): return refusal(error, on: route)
    case .command(let words): return try fill(route, words, configuration: configuration)
    }
  }

  private func fill<Failure>(
    _ route: Route, _ words: [String],
    configuration: (ResolvedOptions) throws(Failure) -> Configuration
  ) throws(Failure) -> Invocation {
    let given = Result { () throws(UsageError) in
      var parser = WordParser(slots: Slots(of: route.command.init()))
      try parser.consume(words)
      return parser.slots
    }
    switch given {
    case .failure(let error):
      return refusal(error, on: route)
    case .success(let slots):
      return finish(route, slots, try configuration(slots.resolved(command: route.path)))
    }
  }

  private func finish(
    _ route: Route, _ given: Slots, _ configuration: Configuration
  ) -> Invocation {
    var slots = given
    do throws(UsageError) {
      try slots.apply(configuration)
      try slots.requireAll()
      let command = slots.made(route.command)
      try command.validateAll()
      return .run(command, options: slots.resolved(command: route.path))
    } catch {
      return refusal(error, on: route)
    }
  }

  private func refusal(_ error: UsageError, on route: Route) -> Invocation {
    .show(route.refusal(error, width: width), exitCode: Self.usageExitCode)
  }
}

extension Slots {
  /// The command with its properties as the slots hold them.
  fileprivate func made(_ type: any Command.Type) -> any Command {
    do {
      return try type.init(from: SlotDecoder(slots: self))
    } catch {
      // Slots were made from this type's own properties, and required ones are filled.
      preconditionFailure("\(type) was not built from its declared properties: \(error)")
    }
  }
}

extension ArgumentGroup {
  /// Checks the groups inside, then the group itself.
  fileprivate func validateAll() throws(UsageError) {
    for child in Mirror(reflecting: self).children {
      if let group = child.value as? any DeclaredGroup {
        try group.declarations.validateAll()
      }
    }
    do {
      try validate()
    } catch {
      throw .invalid(error.message)
    }
  }
}
