/// The line of a file in which each row of a table begins.
///
/// Rows mostly follow line by line, so only the rows that do not are kept.
struct SourceLines: Hashable, Sendable {
  private var jumps: [Jump] = []
  private(set) var count = 0

  private struct Jump: Hashable {
    let row: Int
    let line: Int
  }

  /// Adds the next row.
  mutating func append(_ line: Int) {
    if let last = jumps.last, last.line + count - last.row == line {
      count += 1
      return
    }
    jumps.append(Jump(row: count, line: line))
    count += 1
  }

  /// The line of a row.
  subscript(row: Int) -> Int {
    precondition(row >= 0 && row < count, "row \(row) of \(count)")
    var low = 0
    var high = jumps.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if jumps[middle].row <= row { low = middle } else { high = middle }
    }
    return jumps[low].line + row - jumps[low].row
  }
}
