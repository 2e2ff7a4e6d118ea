/// The range of the numbers seen so far, and how far an axis reaches past it.
struct Span: Sendable, Equatable {
  var lower = Double.infinity
  var upper = -Double.infinity

  var isEmpty: Bool { lower > upper }

  /// Widens the range to a number; one that is not finite leaves it alone.
  mutating func include(_ value: Double) {
    guard value.isFinite else { return }
    lower = min(lower, value)
    upper = max(upper, value)
  }

  mutating func formUnion(_ other: Span) {
    include(other.lower)
    include(other.upper)
  }

  /// Limits that enclose the range and differ enough to be told apart.
  ///
  /// An empty range gives 0 to 1 (1 to 10 on a logarithmic scale), a single value a range around it.
  func widened(scale: Axis.Scale) -> (lower: Double, upper: Double) {
    // Numbers past these would overflow when a distance or a power of ten is formed.
    let largest = 1e300
    switch scale {
    case .linear:
      guard !isEmpty else { return (0, 1) }
      let low = min(max(lower, -largest), largest)
      let high = min(max(upper, -largest), largest)
      let size = max(abs(low), abs(high))
      guard size > 1e-290 else { return (-1, 1) }
      guard high - low < 1e-10 * size else { return (low, high) }
      return (low - 0.1 * size, high + 0.1 * size)
    case .logarithmic:
      guard !isEmpty, upper > 0 else { return (1, 10) }
      let low = min(max(lower > 0 ? lower : upper / 1000, 1 / largest), largest)
      let high = max(min(upper, largest), low)
      guard high < low * (1 + 1e-10) else { return (low, high) }
      return (low / 3, high * 3)
    }
  }
}
