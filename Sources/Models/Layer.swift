public import Calculus
public import Tensors

/// A map of batches with parameters that it does not store: they are given with each use.
///
/// A layer says what its parameters are, applies itself over any algebra, and draws first values. A
/// layer made of layers concatenates their layouts and hands each its part.
public protocol Layer: Sendable {
  /// The names and shapes of the parameters.
  var parameters: ParameterLayout { get }

  /// The layer's value.
  ///
  /// - Parameters:
  ///   - x: the inputs; shape `[rows, ...]`.
  ///   - theta: the parameters, one value for each segment of the layout.
  /// - Returns: the outputs; shape `[rows, ...]`.
  func apply<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A

  /// First values of the parameters, one number for each place of the layout's flat vector.
  func initialParameters(using stream: inout RandomStream) -> [Double]
}
