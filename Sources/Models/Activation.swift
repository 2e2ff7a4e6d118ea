public import Calculus

/// The nonlinearity between the linear maps of a network.
public enum Activation: String, Sendable, CaseIterable {
  case tanh, relu, softplus, sigmoid, gelu, silu, sin, identity

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
