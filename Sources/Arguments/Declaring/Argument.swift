/// A property that the user sets by position: the first word that is not an option, and so on.
///
///     @Argument("The table to learn from, or - for standard input.") var data: String
///     @Argument("The runs to compare.") var runs: [String]
///
/// A list takes all words that are left, so it comes last. A property without a default must be
/// given, unless it is optional or a list.
@propertyWrapper
public struct Argument<Value: ArgumentStorage>: Sendable {
  private let declaration: NamedDeclaration
  private var value: Value?

  /// The value given, or the default.
  public var wrappedValue: Value {
    get {
      guard let value else { preconditionFailure("a required argument was read before parsing") }
      return value
    }
    set { value = newValue }
  }

  /// An argument with a default.
  ///
  /// - Parameters:
  ///   - wrappedValue: the default.
  ///   - help: one or two sentences for the help screen.
  ///   - name: its name in the help; nil derives it from the property.
  ///   - values: the words that are accepted, for a value whose type does not list them.
  public init(
    wrappedValue: Value, _ help: String = "", name: String? = nil, values: [String] = []
  ) {
    declaration = NamedDeclaration(help: help, name: name, values: values)
    value = wrappedValue
  }

  /// An argument that must be given, unless its type has a value for absence.
  public init(_ help: String = "", name: String? = nil, values: [String] = []) {
    declaration = NamedDeclaration(help: help, name: name, values: values)
    value = Value.whenAbsent
  }
}

extension Argument: Declared {
  func parameter(of property: String) -> Parameter {
    declaration.parameter(of: property, kind: .argument, default: value, type: Value.self)
  }

  var optionValue: OptionValue? { value?.optionValue }

  mutating func take(_ words: [String]) throws(UnreadableWord) {
    value = try declaration.read(words, as: Value.self)
  }

  /// Takes the argument that the parser filled; fails under any other decoder.
  public init(from decoder: any Decoder) throws {
    self = try SlotDecoder.declared(by: decoder)
  }
}
