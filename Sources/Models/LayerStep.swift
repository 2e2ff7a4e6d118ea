public import Calculus

/// A layer as a step of a controlled system in discrete time.
public struct LayerStep<Map: Layer>: ControlledStep {
  /// The shape of a state before the step, without the batch axis.
  public let inputShape: [Int]
  /// The layer.
  public let layer: Map

  /// A step given by a layer.
  public init(inputShape: [Int], layer: Map) {
    self.inputShape = inputShape
    self.layer = layer
  }

  public var parameters: ParameterLayout { layer.parameters }

  public func next<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    layer.apply(x, theta)
  }
}

extension Layer {
  /// The layer as a step from states of a shape, without the batch axis.
  func step(from shape: [Int]) -> any ControlledStep { LayerStep(inputShape: shape, layer: self) }
}
