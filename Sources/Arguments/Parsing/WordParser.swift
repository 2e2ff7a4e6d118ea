/// Gives the words of one command's line to its properties.
struct WordParser {
  private(set) var slots: Slots
  private var rest: ArraySlice<String> = []
  private var positional: [String] = []

  init(slots: Slots) {
    self.slots = slots
  }

  /// Consumes all words: options by name as they come, then the other words by position.
  mutating func consume(_ words: [String]) throws(UsageError) {
    rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        positional += rest
        break
      } else if !word.isOptionLike {
        positional.append(word)
      } else if word.hasPrefix("--") {
        try takeLong(word)
      } else {
        try takeLetters(word)
      }
    }
    try placePositional()
  }

  /// `--name`, `--name value`, `--name=value` or `--no-name`.
  private mutating func takeLong(_ word: String) throws(UsageError) {
    let (spelling, value) = word.splitAtEqualSign()
    let name = String(spelling.dropFirst(2))
    if let index = slots.index(ofLong: name) {
      try take(index, value)
    } else if name.hasPrefix("no-"), let index = slots.index(ofLong: String(name.dropFirst(3))),
      slots.slots[index].parameter.kind != .option
    {
      if let value { throw .unexpectedValue(slots.slots[index].parameter, value: value) }
      try slots.give("false", to: index)
    } else {
      throw .unknownOption(spelling, suggestion: spelling.closest(among: spellings))
    }
  }

  /// `-v`, `-e value`, `-e=value`, or several letters of which all but the last are flags: `-vq`.
  private mutating func takeLetters(_ word: String) throws(UsageError) {
    let (spelling, value) = word.splitAtEqualSign()
    let letters = Array(spelling.dropFirst())
    for (place, letter) in letters.enumerated() {
      guard let index = slots.index(ofShort: letter) else {
        throw .unknownOption("-\(letter)", suggestion: nil)
      }
      let isLast = place == letters.count - 1
      guard isLast || slots.slots[index].parameter.kind != .option else {
        throw .missingValue(slots.slots[index].parameter)
      }
      try take(index, isLast ? value : nil)
    }
  }

  private mutating func take(_ index: Int, _ joined: String?) throws(UsageError) {
    let parameter = slots.slots[index].parameter
    guard parameter.kind == .option else {
      if let joined { throw .unexpectedValue(parameter, value: joined) }
      return try slots.give("true", to: index)
    }
    if let joined { return try slots.give(joined, to: index) }
    guard let word = rest.first, !word.isOptionLike else { throw .missingValue(parameter) }
    rest.removeFirst()
    try slots.give(word, to: index)
  }

  private mutating func placePositional() throws(UsageError) {
    var words = positional[...]
    for index in slots.slots.indices where slots.slots[index].parameter.kind == .argument {
      let count = slots.slots[index].parameter.isRepeating ? words.count : min(words.count, 1)
      for word in words.prefix(count) {
        try slots.give(word, to: index)
      }
      words = words.dropFirst(count)
    }
    guard words.isEmpty else { throw .unexpectedArguments(Array(words), suggestion: nil) }
  }

  private var spellings: [String] {
    slots.parameters.flatMap(\.spellings).filter { $0.hasPrefix("--") } + ["--help"]
  }
}

extension String {
  fileprivate func splitAtEqualSign() -> (String, String?) {
    guard let sign = firstIndex(of: "=") else { return (self, nil) }
    return (String(self[..<sign]), String(self[index(after: sign)...]))
  }
}
