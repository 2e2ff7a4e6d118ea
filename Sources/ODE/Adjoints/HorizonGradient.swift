/// The derivatives of an objective by the times between which a flow is followed.
public struct HorizonGradient: Sendable, Hashable {
  /// The derivative by the time at which the flow ends.
  public var end = 0.0
  /// The derivative by the time at which it begins.
  public var start = 0.0

  /// Derivatives of zero, to be added to.
  public init() {}
}
