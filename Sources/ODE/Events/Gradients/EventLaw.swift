public import Calculus

/// An event written once over the algebra, with parameters of its own: traced, compiled and
/// differentiated.
///
/// ```swift
/// struct Bounce: EventLaw {
///   let name = "bounce"
///   let dimension = 2
///   let parameters = ParameterLayout(["restitution": []])
///   let direction = EventDirection.falling
///   let action = EventAction.jumps
///
///   func value<A: TensorAlgebra>(at t: A, _ x: A, _ eta: Parameters<A>) -> A { x.component(0) }
///
///   func jump<A: TensorAlgebra>(at t: A, _ x: A, _ eta: Parameters<A>) -> A {
///     .concatenate([x.component(0), -(eta[0] * x.component(1))], along: -1)
///   }
/// }
/// ```
public protocol EventLaw: Sendable {
  /// What it is called.
  var name: String { get }
  /// The number of components of a state.
  var dimension: Int { get }
  /// The names and shapes of the event's own parameters.
  var parameters: ParameterLayout { get }
  /// Which crossings count.
  var direction: EventDirection { get }
  /// What happens to the row.
  var action: EventAction { get }

  /// What crosses zero.
  ///
  /// - Parameters:
  ///   - t: the rows' times; shape `[rows, 1]`.
  ///   - x: the states; shape `[rows, dimension]`.
  ///   - eta: the parameters, one value for each segment of the layout.
  /// - Returns: one number a row; shape `[rows, 1]`.
  func value<A: TensorAlgebra>(at t: A, _ x: A, _ eta: Parameters<A>) -> A

  /// The states from which rows go on, where the event lets them jump.
  ///
  /// - Parameters: as of ``value(at:_:_:)``.
  /// - Returns: the states; shape `[rows, dimension]`.
  func jump<A: TensorAlgebra>(at t: A, _ x: A, _ eta: Parameters<A>) -> A
}

extension EventLaw {
  /// The same state.
  public func jump<A: TensorAlgebra>(at t: A, _ x: A, _ eta: Parameters<A>) -> A { x }
}

/// What an event of a law does to the row that it happens to.
public enum EventAction: String, Sendable, Hashable, CaseIterable {
  /// The row goes on from the state itself.
  case recorded
  /// The row ends.
  case stops
  /// The row goes on from another state.
  case jumps
}
