/// The values of options as read from a configuration file, to be applied below the command line.
public struct Configuration: Equatable, Sendable {
  /// What error sentences call it: the file's name.
  public let source: String

  /// Values by the option's long name without dashes; a positional argument's by its name.
  public let values: [String: OptionValue]

  /// Values that came from somewhere.
  public init(source: String, values: [String: OptionValue]) {
    self.source = source
    self.values = values
  }

  /// No values.
  public static var empty: Configuration { Configuration(source: "", values: [:]) }
}
