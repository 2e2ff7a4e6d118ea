/// The times between which a flow is followed, forwards or backwards.
public struct TimeSpan: Sendable, Hashable {
  /// The time at which the flow begins.
  public let start: Double
  /// The time at which it ends; before `start` when the flow is followed backwards.
  public let end: Double

  /// From one time to another.
  ///
  /// - Precondition: both are finite, and their distance.
  public init(from start: Double, to end: Double) {
    precondition((end - start).isFinite, "a time span from \(start) to \(end)")
    self.start = start
    self.end = end
  }

  /// From time 0 to another.
  public init(to end: Double) {
    self.init(from: 0, to: end)
  }

  /// The same times the other way.
  public var reversed: TimeSpan { TimeSpan(from: end, to: start) }

  /// The length, negative backwards.
  public var length: Double { end - start }

  /// 1 forwards, -1 backwards.
  var direction: Double { end < start ? -1 : 1 }

  /// So many times at equal distances, the first `start` and the last `end`.
  ///
  /// - Precondition: there are at least two.
  public func times(_ count: Int) -> [Double] {
    precondition(count >= 2, "\(count) times in a time span")
    return (0..<count).map { $0 == count - 1 ? end : time(of: $0, outOf: count - 1) }
  }

  /// The end of piece `index` of `count` equal ones, free of drift.
  @usableFromInline
  func time(of index: Int, outOf count: Int) -> Double {
    index == count ? end : start + Double(index) * length / Double(count)
  }
}
