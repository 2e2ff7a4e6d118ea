public import Calculus
public import Tensors

/// Affine maps with an activation between each two: a fully connected network.
public struct Perceptron: Layer {
  /// The affine maps, in order.
  public let layers: [Linear]
  /// What stands between them.
  public let activation: Activation

  /// A network of the given widths.
  ///
  /// - Parameters:
  ///   - widths: the numbers of the input, of each hidden layer, and of the output.
  ///   - activation: what stands between the maps.
  ///   - outputGain: a factor on the initial weights of the last map.
  /// - Precondition: there are at least two widths, each at least 1.
  public init(widths: [Int], activation: Activation, outputGain: Double = 1) {
    precondition(widths.count >= 2, "a perceptron has an input and an output, not widths \(widths)")
    self.activation = activation
    layers = (1..<widths.count).map { index in
      Linear(
        inputs: widths[index - 1], outputs: widths[index],
        gain: index == widths.count - 1 ? outputGain : activation.gain)
    }
  }

  public var parameters: ParameterLayout {
    var layout = ParameterLayout()
    for (index, layer) in layers.enumerated() {
      layout.append(layer.parameters, prefix: "layer\(index)")
    }
    return layout
  }

  public func apply<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    var value = x
    for (index, layer) in layers.enumerated() {
      if index > 0 { value = activation(value) }
      value = layer.apply(value, theta[2 * index..<2 * index + 2])
    }
    return value
  }

  public func initialParameters(using stream: inout RandomStream) -> [Double] {
    layers.flatMap { $0.initialParameters(using: &stream) }
  }
}
