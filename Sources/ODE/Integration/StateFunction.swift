/// Numbers that are read off a state: what a trajectory keeps in place of states.
///
/// ```swift
/// let energy = StateFunction<Double>(count: 1) { _, x, y in
///   y[0] = (x[0] * x[0] + x[1] * x[1]) / 2
/// }
/// ```
public struct StateFunction<Element>: Sendable {
  /// How many numbers there are.
  public let count: Int
  /// Computes the numbers; shape `[count]`, from a time and a state of shape `[dimension]`.
  public let body:
    @Sendable (
      _ t: Double, _ state: UnsafePointer<Element>, _ numbers: UnsafeMutablePointer<Element>
    ) -> Void

  /// So many numbers that a closure computes from a time and a state.
  ///
  /// - Precondition: there is at least one.
  public init(
    count: Int,
    _ body:
      @escaping @Sendable (
        _ t: Double, _ state: UnsafePointer<Element>, _ numbers: UnsafeMutablePointer<Element>
      ) -> Void
  ) {
    precondition(count >= 1, "a function of \(count) numbers")
    self.count = count
    self.body = body
  }
}
