/// What following a flow took.
public struct Statistics: Sendable, Hashable {
  /// Evaluations of the field, those for differences in Jacobian matrices included.
  public var evaluations = 0
  /// Jacobian matrices; 0 for explicit methods.
  public var jacobians = 0
  /// Factorizations of matrices; 0 for explicit methods.
  public var factorizations = 0
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
    sum.jacobians += b.jacobians
    sum.factorizations += b.factorizations
    sum.accepted += b.accepted
    sum.rejected += b.rejected
    return sum
  }
}
