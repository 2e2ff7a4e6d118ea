public import Calculus

/// The terminal cost Φ(x(T), y; θ): what a flow's end is worth when the target is y.
///
/// A read-out with a loss behind it is one; its parameters are learned with the flow's.
public protocol TerminalCost: Sendable {
  /// The number of components of a state.
  var dimension: Int { get }

  /// The numbers that a row's target has.
  var targetDimension: Int { get }

  /// The names and shapes of the read-out's parameters.
  var parameters: ParameterLayout { get }

  /// The cost of each row.
  ///
  /// - Parameters:
  ///   - x: the states at the end; shape `[rows, dimension]`.
  ///   - y: the targets; shape `[rows, targetDimension]`.
  ///   - theta: the parameters, one value for each segment of the layout.
  /// - Returns: one number a row; shape `[rows]`.
  func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A
}
