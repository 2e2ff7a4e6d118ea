public import Calculus

/// A stochastic equation dx = f(t, x, θ) dt + g(t, x, θ) dW with parameters, written once over the
/// algebra: traced, compiled and differentiated.
public protocol StochasticLaw: Sendable {
  /// The number of components of a state.
  var dimension: Int { get }
  /// How noise enters.
  var noise: NoiseKind { get }
  /// The sense in which the equation is meant.
  var sense: StochasticSense { get }
  /// The parameters' names and shapes.
  var parameters: ParameterLayout { get }

  /// The drift of a batch of states.
  ///
  /// - Parameters:
  ///   - t: the rows' times; shape `[rows, 1]`.
  ///   - x: the states; shape `[rows, dimension]`.
  ///   - theta: the parameters, one value for each segment of the layout.
  /// - Returns: f; shape `[rows, dimension]`.
  func drift<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A

  /// The diffusion of a batch of states.
  ///
  /// - Parameters: as of ``drift(at:_:_:)``.
  /// - Returns: g; shape `[rows, dimension]` for diagonal noise, else `[rows, dimension, m]`, or one
  ///   that broadcasts to it.
  func diffusion<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A
}
