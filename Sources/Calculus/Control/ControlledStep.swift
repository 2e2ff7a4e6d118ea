/// One step of a controlled system in discrete time, x_{n+1} = g(x_n, θ_n): a layer of a network.
///
/// Unlike a ``ControlledField``'s, its states may change their shape: a step may take images to smaller
/// ones, or to numbers. The step of Euler's method, x + h f(x, θ), is a residual layer.
public protocol ControlledStep: Sendable {
  /// The shape of a state before the step, without the batch axis.
  var inputShape: [Int] { get }

  /// The parameters' names and shapes.
  var parameters: ParameterLayout { get }

  /// The states after the step.
  ///
  /// A row's state may depend on that row only, not on its neighbours in the batch.
  ///
  /// - Parameters:
  ///   - x: the states; shape `[rows, ...]`.
  ///   - theta: the parameters, one value for each segment of the layout.
  /// - Returns: the states after the step; shape `[rows, ...]`.
  func next<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A
}
