/// The times between which the rows of a batch are followed: the same for all, or each its own.
enum RowSpans: Sendable {
  case shared(TimeSpan)
  case each([TimeSpan])

  subscript(row: Int) -> TimeSpan {
    switch self {
    case .shared(let span): span
    case .each(let spans): spans[row]
    }
  }

  /// The times from the first that a row begins or ends at to the last.
  var hull: TimeSpan {
    switch self {
    case .shared(let span): return span
    case .each(let spans):
      let first = spans.map { min($0.start, $0.end) }.min() ?? 0
      return TimeSpan(from: first, to: spans.map { max($0.start, $0.end) }.max() ?? first)
    }
  }

  /// Stops when there is not one span for each row.
  func check(rows: Int) {
    if case .each(let spans) = self {
      precondition(spans.count == rows, "\(spans.count) time spans for \(rows) rows")
    }
  }
}
