import Arguments

/// One call of the tool, from the words of the command line to the exit code.
struct Tool {
  /// The words after the tool's name.
  let arguments: [String]

  /// Runs the command that the words name.
  ///
  /// - Returns: the exit code.
  func run() -> Int32 {
    do throws(ToolError) {
      switch try parser.parse(arguments, configuration: configuration) {
      case .show(let text, let exitCode):
        return try show(text, exitCode)
      case .run(let command as any ToolCommand, let options):
        try command.run(options)
        return ExitCode.success
      case .run(let command, _):
        preconditionFailure("\(type(of: command)) is not a command of the tool")
      }
    } catch {
      Console(color: colorPolicy).fail(error)
      return error.exitCode
    }
  }

  private var parser: CommandLineParser {
    CommandLineParser(
      FlowLearnCommand.self, width: min(TerminalDevice.standardOutput.width ?? 80, 100))
  }

  /// The policy as the words have it, for errors that come before or after the options are known.
  private var colorPolicy: ColorPolicy {
    if let joined = arguments.last(where: { $0.hasPrefix("--color=") }) {
      return ColorPolicy(rawValue: String(joined.dropFirst(8))) ?? .auto
    }
    guard let index = arguments.lastIndex(of: "--color"), index + 1 < arguments.count else {
      return .auto
    }
    return ColorPolicy(rawValue: arguments[index + 1]) ?? .auto
  }

  private func show(_ text: String, _ exitCode: Int32) throws(ToolError) -> Int32 {
    if exitCode == ExitCode.success {
      try Console().result(text)
    } else {
      Console().refuse(text)
    }
    return exitCode
  }

  /// The options of a file, or of the run that goes on.
  private func configuration(_ options: ResolvedOptions) throws(ToolError) -> Configuration {
    if case .text(let name)? = options["resume"]?.value {
      let run = try RunDirectory(resuming: Path(name))
      return try Configuration(reading: run.configuration)
    }
    guard case .text(let name)? = options["config"]?.value else { return .empty }
    return try Configuration(reading: Path(name))
  }
}
