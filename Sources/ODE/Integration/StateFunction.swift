/// Numbers that are read off a state: what a trajectory keeps in place of states.
///
/// ```swift
/// let energy = StateFunction<Double>(count: 1) { _, x, y in
///   y[0] = (x[0] * x[0] + x[1] * x[1]) / 2
/// }
/// ```
public struct StateFunction<Element>: Sendable {
  /// The numbers of one row: a time, a state `[dimension]`, and the numbers to set `[count]`.
  public typealias Body =
    @Sendable (_ t: Double, _ x: Span<Element>, _ numbers: inout MutableSpan<Element>) -> Void

  /// How many numbers there are.
  public let count: Int
  private let body: Body

  /// So many numbers that a closure sets, every one of them, from a time and a state.
  ///
  /// - Precondition: there is at least one.
  public init(count: Int, _ body: @escaping Body) {
    precondition(count >= 1, "a function of \(count) numbers")
    self.count = count
    self.body = body
  }

  /// Computes the numbers of a state.
  ///
  /// - Parameters:
  ///   - x: the state; shape `[dimension]`.
  ///   - dimension: the number of its components.
  ///   - t: its time.
  ///   - numbers: receives the numbers; shape `[count]`.
  func read(
    _ x: UnsafePointer<Element>, _ dimension: Int, at t: Double,
    into numbers: UnsafeMutablePointer<Element>
  ) {
    var target = MutableSpan(_unsafeStart: numbers, count: count)
    body(t, Span(_unsafeStart: x, count: dimension), &target)
  }
}
