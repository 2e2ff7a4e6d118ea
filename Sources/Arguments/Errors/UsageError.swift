/// What can be wrong with a command line or a configuration; the sentences are in `description`.
public enum UsageError: Error, Equatable, Sendable {
  /// An option that the command does not have, and one that looks like it.
  case unknownOption(String, suggestion: String?)
  /// Words that no argument takes, and a subcommand that looks like the first.
  case unexpectedArguments([String], suggestion: String?)
  /// A required argument or option was not given.
  case missingArgument(Parameter)
  /// An option stands without its value.
  case missingValue(Parameter)
  /// A flag was given a value.
  case unexpectedValue(Parameter, value: String)
  /// A word is not a value of the parameter.
  case invalidValue(Parameter, value: String)
  /// A configuration has a key that is no option of the command.
  case unknownKey(String, source: String, suggestion: String?)
  /// A configuration's value is not one of the parameter.
  case invalidConfiguration(Parameter, value: String, source: String)
  /// The command's own check failed.
  case invalid(String)
}
