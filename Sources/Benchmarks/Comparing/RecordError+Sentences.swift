extension RecordError: CustomStringConvertible {
  /// The sentence for the user.
  public var description: String {
    switch fault {
    case .notAnObject(let line):
      "\(source):\(line): this is no JSON object (a file of results has one object a line, as "
        + "benchmark --json writes them)"
    case .missing(let key, let line):
      "\(source):\(line): a result needs \"\(key)\", which is missing or of the wrong kind"
    case .empty:
      "\(source): there is no result in this file"
    case .nothingMatches(let theirs, let ours):
      "\(source): no result is of a case that was measured (the file has \(list(theirs)), and "
        + "measured were \(list(ours)))"
    }
  }

  private func list(_ names: [String]) -> String {
    guard names.count > 3 else { return names.joined(separator: ", ") }
    return names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more"
  }
}
