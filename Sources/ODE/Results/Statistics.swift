/// What following a flow took.
public struct Statistics: Sendable, Hashable {
  /// Evaluations of the field.
  public var evaluations = 0
  /// Accepted steps.
  public var accepted = 0
  /// Rejected steps.
  public var rejected = 0

  /// Nothing done.
  public init() {}

  /// The sum of two counts.
  public static func + (a: Statistics, b: Statistics) -> Statistics {
    var sum = a
    sum.evaluations += b.evaluations
    sum.accepted += b.accepted
    sum.rejected += b.rejected
    return sum
  }
}
