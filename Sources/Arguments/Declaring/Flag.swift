/// A property that the user turns on with `--name` and off with `--no-name`.
///
///     @Flag("Overwrite the output.") var force = false
///     @Flag("Shuffle the rows.") var shuffle = true
///
/// The help names the form that changes something: `--force`, and `--shuffle/--no-shuffle`. The
/// other form is accepted too, for it undoes what a configuration file says.
@propertyWrapper
public struct Flag: Sendable {
  private let declaration: NamedDeclaration
  private let defaultText: String?

  /// Whether the flag is on.
  public var wrappedValue: Bool

  /// A flag.
  ///
  /// - Parameters:
  ///   - wrappedValue: its state when the user says nothing.
  ///   - help: one or two sentences for the help screen.
  ///   - name: the long name without dashes; nil derives it from the property.
  ///   - short: the letter of the short form.
  ///   - defaultText: what the help says of the default, where the command finds out by itself what
  ///     to do when the user says nothing.
  public init(
    wrappedValue: Bool, _ help: String = "", name: String? = nil, short: Character? = nil,
    defaultText: String? = nil
  ) {
    declaration = NamedDeclaration(help: help, name: name, short: short)
    self.defaultText = defaultText
    self.wrappedValue = wrappedValue
  }
}

extension Flag: Declared {
  func parameter(of property: String) -> Parameter {
    var parameter = declaration.parameter(
      of: property, kind: .flag(isOn: wrappedValue), default: wrappedValue, type: Bool.self)
    parameter.defaultText = defaultText ?? (wrappedValue ? "--\(parameter.name)" : nil)
    parameter.values = []
    return parameter
  }

  var optionValue: OptionValue? { .boolean(wrappedValue) }

  mutating func take(_ words: [String]) throws(UnreadableWord) {
    wrappedValue = try Bool.read(words)
  }

  /// Takes the flag that the parser filled; fails under any other decoder.
  public init(from decoder: any Decoder) throws {
    self = try SlotDecoder.declared(by: decoder)
  }
}
