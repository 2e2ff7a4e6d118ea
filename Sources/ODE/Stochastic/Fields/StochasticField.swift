public import Calculus
public import Tensors

/// The sense of a stochastic integral.
///
/// dx = f dt + g ∘ dW in Stratonovich's sense is dx = (f + c) dt + g dW in Itô's, where the correction
/// is cᵢ = ½ Σ_kj g_kj ∂g_ij/∂x_k; for diagonal noise ½ gᵢ ∂gᵢ/∂xᵢ, for additive noise 0.
public enum StochasticSense: Sendable, Hashable {
  /// The integrand is taken at the beginning of each small step.
  case ito
  /// The integrand is taken in the middle: the rules of calculus hold.
  case stratonovich
}

/// How noise enters a state of n components.
public enum NoiseKind: Sendable, Hashable {
  /// A matrix `[n, m]` of m motions that depends on time alone.
  case additive(Int)
  /// One motion a component, gᵢ a function of time and xᵢ alone.
  case diagonal
  /// A matrix `[n, m]` of m motions that depends on time and state.
  case general(Int)

  /// The motions for a state of `dimension` components.
  public func components(dimension: Int) -> Int {
    switch self {
    case .additive(let m), .general(let m): m
    case .diagonal: dimension
    }
  }

  /// The numbers of a diffusion for a state of `dimension` components.
  func size(dimension: Int) -> Int {
    self == .diagonal ? dimension : dimension * components(dimension: dimension)
  }
}

/// The stochastic equation dx = f(t, x) dt + g(t, x) dW, evaluated for many rows at once.
public protocol StochasticField<Element>: Sendable {
  /// The precision of states and times.
  associatedtype Element: Scalar

  /// The number of components of a state.
  var dimension: Int { get }
  /// How noise enters.
  var noise: NoiseKind { get }
  /// The sense in which the equation is meant.
  var sense: StochasticSense { get }

  /// Makes an evaluator for at most `rowCapacity` rows a call.
  func makeEvaluator(rowCapacity: Int) -> any StochasticEvaluator<Element>
}

/// Evaluates drift and diffusion on one thread; a row's results depend on that row alone.
public protocol StochasticEvaluator<Element>: AnyObject {
  /// The precision of states and times.
  associatedtype Element: Scalar

  /// Computes f; shape `[dimension, count]`.
  func drift(_ points: RowPoints<Element>, into f: UnsafeMutablePointer<Element>)

  /// Computes g; shape `[dimension, count]` for diagonal noise, else `[dimension, m, count]`.
  func diffusion(_ points: RowPoints<Element>, into g: UnsafeMutablePointer<Element>)
}
