/// A value of an option as a configuration file holds it: JSON without objects.
public enum OptionValue: Equatable, Sendable {
  /// No value: as if the option were not mentioned.
  case null
  /// A truth value, for flags.
  case boolean(Bool)
  /// A whole number.
  case integer(Int)
  /// A number.
  case number(Double)
  /// Text; also a number or the name of a choice in writing.
  case text(String)
  /// The values of a repeated option.
  case list([OptionValue])
}

extension OptionValue {
  /// The words that a user would write for this value on the command line; nil for a list in a list.
  var words: [String]? {
    switch self {
    case .null: return []
    case .boolean(let value): return [value.description]
    case .integer(let value): return [value.description]
    // A reader of JSON may deliver 100 as 100.0; a whole number is asked for without the point.
    case .number(let value): return [Int(exactly: value)?.description ?? value.description]
    case .text(let value): return [value]
    case .list(let values):
      let words = values.compactMap { $0.scalarWord }
      return words.count == values.count ? words : nil
    }
  }

  private var scalarWord: String? {
    if case .list = self { return nil }
    return words?.first
  }
}
