/// A value that a user can write as one word on the command line.
///
/// Numbers, text and truth values conform here. An enumeration with raw values of text conforms by
/// saying so, and its cases become the values that the help lists:
///
///     enum Precision: String, CaseIterable, ArgumentValue { case single, double }
public protocol ArgumentValue: ArgumentStorage {
  /// Reads the word that a user wrote; nil when it is not a value of this type.
  init?(argument: String)

  /// The word that reads back as this value.
  var argument: String { get }

  /// The value as a configuration file holds it.
  var optionValue: OptionValue { get }

  /// All words that are accepted, when they can be listed; empty otherwise.
  static var allowedArguments: [String] { get }

  /// What an error sentence asks for: "a whole number".
  static var expectation: String { get }
}

extension ArgumentValue {
  /// The word, as text.
  public var optionValue: OptionValue { .text(argument) }

  /// No list: any word that can be read.
  public static var allowedArguments: [String] { [] }

  /// No particular request.
  public static var expectation: String { "" }
}

extension ArgumentValue where Self: RawRepresentable, RawValue == String {
  /// Reads the raw value.
  public init?(argument: String) {
    self.init(rawValue: argument)
  }

  /// The raw value.
  public var argument: String { rawValue }
}

extension ArgumentValue where Self: RawRepresentable & CaseIterable, RawValue == String {
  /// The raw values of all cases, in their order.
  public static var allowedArguments: [String] { allCases.map(\.rawValue) }
}

extension String: ArgumentValue {
  /// Any word is text.
  public init?(argument: String) {
    self = argument
  }

  /// The text itself.
  public var argument: String { self }
}

extension Int: ArgumentValue {
  /// Reads decimal digits with an optional sign.
  public init?(argument: String) {
    self.init(argument)
  }

  /// Decimal digits.
  public var argument: String { description }

  /// The number, exactly.
  public var optionValue: OptionValue { .integer(self) }

  /// A whole number.
  public static var expectation: String { "a whole number" }
}

extension Double: ArgumentValue {
  /// Reads a finite decimal number such as `-1.5e-3`; hexadecimal, `nan`, `inf` and numbers too
  /// large for the type are refused.
  public init?(argument: String) {
    guard argument.isDecimalNumber, let value = Double(argument), value.isFinite else { return nil }
    self = value
  }

  /// The shortest digits that read back as the same number.
  public var argument: String {
    // Whole numbers as people write them.
    description.hasSuffix(".0") ? String(description.dropLast(2)) : description
  }

  /// The number.
  public var optionValue: OptionValue { .number(self) }

  /// A number.
  public static var expectation: String { "a number" }
}

extension Bool: ArgumentValue {
  /// Reads `true` or `false`.
  public init?(argument: String) {
    self.init(argument)
  }

  /// `true` or `false`.
  public var argument: String { description }

  /// The truth value.
  public var optionValue: OptionValue { .boolean(self) }

  /// Both words.
  public static var allowedArguments: [String] { ["true", "false"] }
}

extension String {
  /// Whether the text is a decimal number: sign, digits with a point among them, exponent.
  var isDecimalNumber: Bool {
    var rest = utf8[...]
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      rest.removeFirst()
    }
    var digits = rest.removeDigits()
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      digits += rest.removeDigits()
    }
    guard digits > 0 else { return false }
    guard let e = rest.first else { return true }
    guard e == UInt8(ascii: "e") || e == UInt8(ascii: "E") else { return false }
    rest.removeFirst()
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      rest.removeFirst()
    }
    return rest.removeDigits() > 0 && rest.isEmpty
  }
}

extension Substring.UTF8View {
  /// Removes the leading decimal digits and says how many there were.
  fileprivate mutating func removeDigits() -> Int {
    let rest = drop { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    defer { self = rest }
    return count - rest.count
  }
}
