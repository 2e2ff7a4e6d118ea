public import Calculus
public import Tensors

/// Layers one after another.
public struct LayerSequence: Layer {
  /// The layers in order.
  public let layers: [any Layer]

  /// Layers one after another.
  public init(_ layers: [any Layer]) {
    self.layers = layers
  }

  /// The layers' parameters in order; those of layer i are named `layer‹i›.‹name›`.
  public var parameters: ParameterLayout {
    var layout = ParameterLayout()
    for (index, layer) in layers.enumerated() {
      layout.append(layer.parameters, prefix: "layer\(index)")
    }
    return layout
  }

  public func apply<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    var (value, place) = (x, 0)
    for layer in layers {
      let count = layer.parameters.segments.count
      value = layer.apply(value, theta[place..<place + count])
      place += count
    }
    return value
  }

  public func initialParameters(using stream: inout RandomStream) -> [Double] {
    var values: [Double] = []
    for layer in layers { values += layer.initialParameters(using: &stream) }
    return values
  }
}

/// An activation as a layer without parameters.
extension Activation: Layer {
  public var parameters: ParameterLayout { ParameterLayout() }

  public func apply<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A { self(x) }

  public func initialParameters(using stream: inout RandomStream) -> [Double] { [] }
}

/// The numbers of an image, or of what else a row is, side by side.
public struct Flattening: Layer {
  /// A layer that flattens rows.
  public init() {}

  public var parameters: ParameterLayout { ParameterLayout() }

  public func apply<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    x.reshaped(to: [x.shape[0], x.shape.dropFirst().reduce(1, *)])
  }

  public func initialParameters(using stream: inout RandomStream) -> [Double] { [] }
}
