/// The ends of the steps: equal ones, cut at the times at which states are wanted.
struct StochasticGrid: Sendable {
  /// The times at which steps begin and end, ascending.
  let times: [Double]
  /// For each of these, the range of wanted times that are equal to it.
  let wanted: [Range<Int>]

  /// - Precondition: the times ascend within the span.
  init(_ span: TimeSpan, steps: Int, times wanted: [Double]) {
    var last = span.start
    for time in wanted {
      precondition(
        time >= last && time <= span.end,
        "time \(time) after \(last), in a time span from \(span.start) to \(span.end)")
      last = time
    }
    times = Array(Set((0...steps).map { span.time(of: $0, outOf: steps) } + wanted)).sorted()
    var next = 0
    self.wanted = times.map { time in
      let first = next
      while next < wanted.count && wanted[next] == time { next += 1 }
      return first..<next
    }
  }

  /// What a row took, evaluations of drift counted.
  func statistics(_ outcome: Outcome, evaluations: Int) -> Statistics {
    var statistics = Statistics()
    guard outcome != .notFinite(.initialState, t: times[0]) else { return statistics }
    let failure = outcome.failureTime
    statistics.accepted = failure.flatMap { times.firstIndex(of: $0) } ?? times.count - 1
    statistics.evaluations = (statistics.accepted + (failure == nil ? 0 : 1)) * evaluations
    return statistics
  }
}
