extension String {
  /// The candidate that differs least from this word, if it differs little: by at most a third of
  /// the word's letters.
  func closest(among candidates: [String]) -> String? {
    let ranked = candidates.map { ($0, distance(to: $0)) }
    guard let best = ranked.min(by: { $0.1 < $1.1 }) else { return nil }
    let letters = count { $0 != "-" }
    return best.1 <= max(1, letters / 3) ? best.0 : nil
  }

  /// The number of letters to insert, delete, replace or swap with their neighbour (each stretch
  /// edited once) that turn this word into the other.
  ///
  /// > Source: Damerau, Communications of the ACM 7 (1964); the table is Wagner & Fischer's.
  func distance(to other: String) -> Int {
    let a = Array(self)
    let b = Array(other)
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = Swift.min(last[j + 1], row[j]) + 1
        best = Swift.min(best, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = Swift.min(best, beforeLast[j - 1] + 1)
        }
        row.append(best)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
