public import Calculus

/// The nonlinearity between the linear maps of a network.
public enum Activation: String, Sendable, CaseIterable {
  /// The hyperbolic tangent.
  case tanh
  /// The rectifier max(x, 0).
  case relu
  /// The smooth rectifier log(1 + eˣ).
  case softplus
  /// The logistic function 1 / (1 + e⁻ˣ).
  case sigmoid
  /// x times the distribution function of the standard normal law.
  case gelu
  /// x times the logistic function of x, also called swish.
  case silu
  /// The sine.
  case sin
  /// None: the map stays affine.
  case identity

  /// The activation of every element.
  public func callAsFunction<A: TensorAlgebra>(_ x: A) -> A {
    switch self {
    case .tanh: x.tanh()
    case .relu: x.relu()
    case .softplus: x.softplus()
    case .sigmoid: x.sigmoid()
    case .gelu: x.gelu()
    case .silu: x.silu()
    case .sin: x.sin()
    case .identity: x
    }
  }

  /// The factor by which initial weights before this activation are larger than for a linear map.
  ///
  /// > Source: Glorot & Bengio (2010) for the linear rule; He et al. (2015) for √2 before rectifiers.
  public var gain: Double {
    switch self {
    case .relu, .gelu, .silu, .softplus: 2.0.squareRoot()
    default: 1
    }
  }
}
