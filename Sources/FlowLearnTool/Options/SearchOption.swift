import Arguments

/// Values of an option to be tried, as in `learning-rate=0.001,0.01`.
struct SearchOption: ArgumentValue, Equatable {
  /// The option's name without dashes.
  let name: String
  /// The values as the command line would have them.
  let values: [String]

  init?(argument: String) {
    guard let sign = argument.firstIndex(of: "="), sign > argument.startIndex else { return nil }
    name = String(argument[..<sign])
    values = argument[argument.index(after: sign)...]
      .split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard values.allSatisfy({ !$0.isEmpty }) else { return nil }
  }

  var argument: String { "\(name)=\(values.joined(separator: ","))" }

  static var expectation: String { "an option and its values, such as learning-rate=0.001,0.01" }

  /// All ways to choose one value of each: names with values.
  static func choices(_ options: [SearchOption]) -> [[(name: String, value: String)]] {
    options.reduce([[]]) { choices, option in
      choices.flatMap { choice in option.values.map { choice + [(option.name, $0)] } }
    }
  }
}
