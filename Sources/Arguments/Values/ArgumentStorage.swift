/// What a declared property may hold: one value, an optional one, or a list of them.
///
/// Conform ``ArgumentValue`` for a new type of value; `Optional` and `Array` follow from it.
public protocol ArgumentStorage: Sendable {
  /// Reads the words that were given for this property, in order; the first word that is not a
  /// value is thrown back.
  static func read(_ words: [String]) throws(UnreadableWord) -> Self

  /// What the property holds when the user gives nothing; nil when something must be given.
  static var whenAbsent: Self? { get }

  /// Whether the property collects every word rather than the last.
  static var isRepeating: Bool { get }

  /// The words that are accepted, when they can be listed; empty otherwise.
  static var allowedArguments: [String] { get }

  /// What an error sentence asks for.
  static var expectation: String { get }

  /// The words that read back as this value.
  var words: [String] { get }

  /// The value as a configuration file holds it.
  var optionValue: OptionValue { get }
}

/// A word that is not a value of the type that was asked for.
public struct UnreadableWord: Error, Equatable, Sendable {
  /// The word.
  public let word: String

  /// A word that could not be read.
  public init(_ word: String) {
    self.word = word
  }
}

extension ArgumentValue {
  /// Reads the last word.
  public static func read(_ words: [String]) throws(UnreadableWord) -> Self {
    let word = words.last ?? ""
    guard let value = Self(argument: word) else { throw UnreadableWord(word) }
    return value
  }

  /// Nothing: a value must be given.
  public static var whenAbsent: Self? { nil }

  /// One value: the last word counts.
  public static var isRepeating: Bool { false }

  /// The one word.
  public var words: [String] { [argument] }
}

extension Optional: ArgumentStorage where Wrapped: ArgumentValue {
  /// Reads the last word.
  public static func read(_ words: [String]) throws(UnreadableWord) -> Self {
    try Wrapped.read(words)
  }

  /// Nil.
  public static var whenAbsent: Self? { .some(nil) }

  /// One value: the last word counts.
  public static var isRepeating: Bool { false }

  /// The words of the wrapped type.
  public static var allowedArguments: [String] { Wrapped.allowedArguments }

  /// The request of the wrapped type.
  public static var expectation: String { Wrapped.expectation }

  /// The word, if there is a value.
  public var words: [String] { self?.words ?? [] }

  /// The value, or null.
  public var optionValue: OptionValue { self?.optionValue ?? .null }
}

extension Array: ArgumentStorage where Element: ArgumentValue {
  /// Reads every word.
  public static func read(_ words: [String]) throws(UnreadableWord) -> Self {
    var values: Self = []
    for word in words {
      values.append(try Element.read([word]))
    }
    return values
  }

  /// The empty list.
  public static var whenAbsent: Self? { [] }

  /// A list: every word counts.
  public static var isRepeating: Bool { true }

  /// The words of the element's type.
  public static var allowedArguments: [String] { Element.allowedArguments }

  /// The request of the element's type.
  public static var expectation: String { Element.expectation }

  /// One word an element.
  public var words: [String] { flatMap(\.words) }

  /// The values as a list.
  public var optionValue: OptionValue { .list(map(\.optionValue)) }
}
