import Arguments

/// Numbers joined by commas, as in `1,1,1`.
struct NumberList: ArgumentValue, Equatable {
  let numbers: [Double]

  init(_ numbers: [Double]) {
    self.numbers = numbers
  }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double(argument: String($0)) }
    guard numbers.count == parts.count else { return nil }
    self.numbers = numbers
  }

  var argument: String { numbers.map(\.argument).joined(separator: ",") }

  static var expectation: String { "numbers joined by commas, such as 1,0.5" }
}

/// A parameter and its value, as in `rho=14`.
struct Assignment: ArgumentValue, Equatable {
  let name: String
  let value: Double

  init?(argument: String) {
    guard let sign = argument.firstIndex(of: "="), sign > argument.startIndex,
      let value = Double(argument: String(argument[argument.index(after: sign)...]))
    else { return nil }
    name = String(argument[..<sign])
    self.value = value
  }

  var argument: String { "\(name)=\(value.argument)" }

  static var expectation: String { "a parameter and its value, such as rho=14" }
}
