extension TaskGuess: CustomStringConvertible {
  /// One sentence: the task, why, and how to ask for the other.
  public var description: String {
    let other: LearningTask = task == .classification ? .regression : .classification
    let way = canChange ? " (use --task \(other.rawValue) if that is meant)" : ""
    return "\(target): taken for \(noun), since \(why)\(way)"
  }

  private var canChange: Bool {
    if case .text = reason { return false }
    return true
  }

  private var noun: String {
    task == .classification ? "classes (classification)" : "numbers (regression)"
  }

  private var why: String {
    switch reason {
    case .text(let categories): "it holds text, \(categories) different"
    case .fewWholeNumbers(let distinct, let rows):
      "it holds \(distinct) different whole numbers in \(rows) rows"
    case .manyWholeNumbers(let distinct, let rows):
      "it holds as many as \(distinct) different whole numbers in \(rows) rows"
    case .fraction(let example): "it holds numbers with fractions, such as \(example)"
    }
  }
}
