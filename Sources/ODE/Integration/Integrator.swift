/// Follows the flow of a vector field: knobs, without state.
///
/// A batch of states is followed row by row: each row has step sizes and an outcome of its own, and
/// its trajectory is the same, bit for bit, whatever rows share the batch and however many threads
/// work.
///
/// ```swift
/// let integrator = Integrator(method: .tsitouras, control: .adaptive(relative: 1e-8))
/// let circle = ClosureField<Double>(dimension: 2) { _, x, dx in
///   dx[0] = x[1]
///   dx[1] = -x[0]
/// }
/// let trajectory = integrator.trajectory(
///   of: circle, from: Tensor([1, 0]), over: TimeSpan(to: 10))
/// ```
public struct Integrator: Sendable, Hashable {
  /// The method.
  public let method: SteppingMethod
  /// How long its steps are.
  public let control: StepControl

  /// An integrator.
  ///
  /// - Precondition: there is at least one of fixed steps, whose method is not the automatic one; for
  ///   adaptive steps the method has an embedded one.
  public init(method: SteppingMethod = .tsitouras, control: StepControl = .adaptive()) {
    switch control {
    case .fixed(let steps):
      precondition(steps >= 1, "a flow takes at least one step, not \(steps)")
      precondition(method != .automatic, "the methods of auto are switched by adaptive steps only")
    case .adaptive:
      precondition(
        method.hasErrorEstimate,
        "method \(method.name) has no error estimate: it takes fixed steps only")
    }
    self.method = method
    self.control = control
  }
}
