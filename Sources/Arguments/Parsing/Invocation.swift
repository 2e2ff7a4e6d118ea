/// What a command line asks for; nothing has been printed or run.
public enum Invocation: Sendable {
  /// Run this command, whose properties are filled.
  case run(any Command, options: ResolvedOptions)

  /// Show this text and end: on standard output with code 0 (help, version), on standard error
  /// with code 64 (a usage error).
  case show(String, exitCode: Int32)
}
