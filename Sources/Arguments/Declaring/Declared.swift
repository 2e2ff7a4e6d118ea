/// One declared property of a command, with its type forgotten.
protocol Declared: Decodable, Sendable {
  /// The declaration as the help and the parser see it, for the property of this name.
  func parameter(of property: String) -> Parameter

  /// The value as a configuration holds it; nil when none was given and none is declared.
  var optionValue: OptionValue? { get }

  /// Replaces the value by what the words say.
  mutating func take(_ words: [String]) throws(UnreadableWord)
}

/// A group of declared properties, with its type forgotten.
protocol DeclaredGroup: Decodable, Sendable {
  /// The heading of the group's section in the help.
  var title: String? { get }

  /// The group with all its properties as they were declared.
  var declarations: any ArgumentGroup { get }
}

extension String {
  /// The name of an option for a property: `learningRate` gives `learning-rate`.
  var kebabCased: String {
    var result = ""
    for character in self {
      if character.isUppercase, !result.isEmpty { result.append("-") }
      result += character.lowercased()
    }
    return result
  }
}
