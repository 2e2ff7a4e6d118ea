/// Something that happens along a flow where a function of time and state crosses zero.
///
/// The function is looked at along the solution inside of every step: it is interpolated there by a
/// polynomial of a degree above the solution's own, of which every zero is isolated by Descartes' rule
/// of signs, and the zero is then found on the solution itself, to a few units in the last place of
/// the time. So of a function that is linear in the state no crossing is lost, however many a step
/// has; of others, none that the polynomial shows. A function that is zero where a row begins, or
/// still is after a jump there, has not crossed: it is watched from there on.
///
/// ```swift
/// let bounce = Event<Double>("bounce", .falling, then: .jump { _, x in x[1] *= -0.9 }) { _, x in x[0] }
/// let trajectory = Integrator().trajectory(
///   of: fall, from: Tensor([1, 0]), over: TimeSpan(to: 3), events: [bounce])
/// let heights = trajectory.ends.occurrences[0].map(\.time)
/// ```
///
/// > Source: Descartes' rule in the Bernstein basis: Farouki, Computer Aided Geometric Design 29
/// > (2012), section 3; the bracketed zero: Chandrupatla, Advances in Engineering Software 28 (1997).
public struct Event<Element>: Sendable {
  /// A function of a time and a state `[dimension]`.
  public typealias Function = @Sendable (_ t: Double, _ x: Span<Element>) -> Element
  /// What makes another state `[dimension]` of the one at a time.
  public typealias Jump = @Sendable (_ t: Double, _ x: inout MutableSpan<Element>) -> Void

  /// What an event does to the row that it happens to.
  public enum Effect: Sendable {
    /// It is recorded, and the flow goes on.
    case recorded
    /// The row ends there.
    case stop
    /// The row goes on from there with another state.
    case jump(Jump)
  }

  /// What it is called.
  public let name: String
  /// The crossings that count.
  public let direction: EventDirection
  /// What it does.
  public let effect: Effect
  let function: Function

  /// An event.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - direction: the crossings that count.
  ///   - effect: what it does.
  ///   - function: what crosses zero, of any unit; continuous along the flow.
  public init(
    _ name: String, _ direction: EventDirection = .either, then effect: Effect = .recorded,
    where function: @escaping Function
  ) {
    self.name = name
    self.direction = direction
    self.effect = effect
    self.function = function
  }

  /// Whether a crossing counts that leads upwards, or downwards.
  func counts(isRising: Bool) -> Bool {
    direction == .either || (direction == .rising) == isRising
  }
}

/// Which crossings count as an event, along the flow: backwards flows cross backwards.
public enum EventDirection: String, Sendable, Hashable, CaseIterable {
  /// Those from below zero to above.
  case rising
  /// Those from above zero to below.
  case falling
  /// All.
  case either
}

/// An event that has happened to a row.
public struct EventOccurrence<Element: Sendable>: Sendable {
  /// The number of the event among those that were watched.
  public let event: Int
  /// When it happened.
  public let time: Double
  /// The state then, on the solution inside of the step; shape `[dimension]`.
  public let state: [Element]
  /// The state that the row goes on from: the same, but after a jump; shape `[dimension]`.
  public let stateAfter: [Element]
}
