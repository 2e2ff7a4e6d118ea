extension UsageError: CustomStringConvertible {
  /// The sentence for the user.
  public var description: String {
    switch self {
    case .unknownOption(let name, let suggestion):
      return "Unknown option '\(name)'" + hint(suggestion)
    case .unexpectedArguments(let words, let suggestion):
      let list = words.map { "'\($0)'" }.joined(separator: ", ")
      let count = words.count == 1 ? "Unexpected argument" : "\(words.count) unexpected arguments:"
      return "\(count) \(list)" + hint(suggestion)
    case .missingArgument(let parameter):
      return "Missing expected argument '\(parameter.mention)'"
    case .missingValue(let parameter):
      return "Missing value for '\(parameter.mention)'"
    case .unexpectedValue(let parameter, let value):
      return "The option '\(parameter.mention)' does not take any value, but '\(value)' was "
        + "specified."
    case .invalidValue(let parameter, let value):
      return "The value '\(value)' is invalid for '\(parameter.mention)'"
        + request(parameter, insteadOf: value)
    case .unknownKey(let key, let source, let suggestion):
      return "Unknown option '\(key)' in '\(source)'" + hint(suggestion)
    case .invalidConfiguration(let parameter, let value, let source):
      return "The value '\(value)' in '\(source)' is invalid for '\(parameter.name)'"
        + request(parameter, insteadOf: value)
    case .invalid(let message):
      return message
    }
  }

  private func hint(_ suggestion: String?) -> String {
    suggestion.map { ". Did you mean '\($0)'?" } ?? ""
  }

  /// What is asked for, behind the word that may have been meant.
  private func request(_ parameter: Parameter, insteadOf value: String) -> String {
    let request = request(parameter)
    // A word of one or two letters is near to any other such.
    guard value.count > 2, let suggestion = value.closest(among: parameter.values) else {
      return request
    }
    return hint(suggestion) + request.dropFirst()
  }

  private func request(_ parameter: Parameter) -> String {
    if case .flag = parameter.kind { return ". Please provide true or false." }
    let quoted = parameter.values.map { "'\($0)'" }
    guard let last = quoted.last else {
      return parameter.expectation.isEmpty ? "" : ". Please provide \(parameter.expectation)."
    }
    guard quoted.count > 1 else { return ". Please provide \(last)." }
    return ". Please provide one of \(quoted.dropLast().joined(separator: ", ")) or \(last)."
  }
}
