/// A property that the user sets with a named value: `--epochs 20` or `--epochs=20`.
///
///     @Option("Passes over the data.", short: "e") var epochs = 100
///     @Option("The column to predict.", value: "column") var target: String?
///     @Option("A column to leave out; may be repeated.", value: "column") var drop: [String]
///
/// The option's name is the property's in kebab case. A property without a default must be given,
/// unless it is optional (nil) or a list (empty). A list given by the user replaces the default's
/// elements.
@propertyWrapper
public struct Option<Value: ArgumentStorage>: Sendable {
  private let declaration: NamedDeclaration
  private var value: Value?

  /// The value given, or the default.
  public var wrappedValue: Value {
    get {
      guard let value else { preconditionFailure("a required option was read before parsing") }
      return value
    }
    set { value = newValue }
  }

  /// An option with a default.
  ///
  /// - Parameters:
  ///   - wrappedValue: the default.
  ///   - help: one or two sentences for the help screen.
  ///   - name: the long name without dashes; nil derives it from the property.
  ///   - short: the letter of the short form.
  ///   - placeholder: what stands for the value in the help; nil takes the name.
  ///   - values: the words that are accepted, for a value whose type does not list them.
  public init(
    wrappedValue: Value, _ help: String = "", name: String? = nil, short: Character? = nil,
    value placeholder: String? = nil, values: [String] = []
  ) {
    declaration = NamedDeclaration(
      help: help, name: name, short: short, placeholder: placeholder, values: values)
    value = wrappedValue
  }

  /// An option that must be given, unless its type has a value for absence.
  public init(
    _ help: String = "", name: String? = nil, short: Character? = nil,
    value placeholder: String? = nil, values: [String] = []
  ) {
    declaration = NamedDeclaration(
      help: help, name: name, short: short, placeholder: placeholder, values: values)
    value = Value.whenAbsent
  }
}

extension Option: Declared {
  func parameter(of property: String) -> Parameter {
    declaration.parameter(of: property, kind: .option, default: value, type: Value.self)
  }

  var optionValue: OptionValue? { value?.optionValue }

  mutating func take(_ words: [String]) throws(UnreadableWord) {
    value = try declaration.read(words, as: Value.self)
  }

  /// Takes the option that the parser filled; fails under any other decoder.
  public init(from decoder: any Decoder) throws {
    self = try SlotDecoder.declared(by: decoder)
  }
}

/// What options and arguments share: everything but the value.
struct NamedDeclaration: Sendable {
  var help = ""
  var name: String?
  var short: Character?
  var placeholder: String?
  var values: [String] = []

  func parameter<Value: ArgumentStorage>(
    of property: String, kind: Parameter.Kind, default value: Value?, type: Value.Type
  ) -> Parameter {
    let name = name ?? property.kebabCased
    let words = value?.words ?? []
    return Parameter(
      kind: kind, name: name, short: short, placeholder: placeholder ?? name, help: help,
      values: values.isEmpty ? Value.allowedArguments : values,
      defaultText: words.isEmpty ? nil : words.joined(separator: ", "),
      isRequired: value == nil, isRepeating: Value.isRepeating, expectation: Value.expectation)
  }

  func read<Value: ArgumentStorage>(
    _ words: [String], as type: Value.Type
  ) throws(UnreadableWord) -> Value {
    if !values.isEmpty, let stranger = words.first(where: { !values.contains($0) }) {
      throw UnreadableWord(stranger)
    }
    return try Value.read(words)
  }
}
