public import Calculus
public import Tensors

/// A residual network for images: projections that make them smaller and give them channels, residual
/// layers of one shape, and an affine read-out.
///
/// A projection is a convolution, an activation and a pooling; a residual layer is x + δ σ(W * x + b),
/// Euler's step of a flow of images. Each is one step of a controlled system: ``steps``.
///
/// > Source: Li, Chen, Tai & E, JMLR 18 (2018), section 5.2: two projections, seven residual layers of 32
/// > channels with δ = 1/2, windows of 3 by 3, hyperbolic tangents.
public struct ResidualImageNetwork: Layer {
  /// The extents of an image: height, width, channels.
  public let imageShape: [Int]
  /// The layers: projections, residual layers, the read-out.
  public let layers: [any Layer]
  /// The shapes of states before each layer and after the last, without the batch axis.
  public let shapes: [[Int]]

  /// A network.
  ///
  /// - Parameters:
  ///   - imageShape: height, width and channels of an image.
  ///   - outputs: the numbers that the read-out gives, such as one score for each class.
  ///   - channels: the channels of all states after the first projection.
  ///   - projections: the number of projections; each halves height and width.
  ///   - residualLayers: the number of residual layers.
  ///   - step: δ.
  ///   - activation: σ.
  ///   - window: the height and width of all kernels.
  /// - Precondition: images have three extents, and stay at least 1 by 1.
  public init(
    imageShape: [Int], outputs: Int, channels: Int = 32, projections: Int = 2,
    residualLayers: Int = 7, step: Double = 0.5, activation: Activation = .tanh, window: Int = 3
  ) {
    precondition(
      imageShape.count == 3 && imageShape.allSatisfy { $0 >= 1 }
        && min(imageShape[0], imageShape[1]) >> projections >= 1,
      "\(projections) projections of images of shape \(imageShape)")
    self.imageShape = imageShape
    var (layers, shapes) = ([any Layer](), [imageShape])
    func convolution(_ inputs: Int) -> Convolution {
      Convolution(
        window: [window, window], inputs: inputs, outputs: channels, gain: activation.gain)
    }
    for _ in 0..<projections {
      let shape = shapes[shapes.count - 1]
      layers.append(
        LayerSequence([convolution(shape[2]), activation, AveragePooling(window: 2)]))
      shapes.append([shape[0] / 2, shape[1] / 2, channels])
    }
    let state = shapes[shapes.count - 1]
    for _ in 0..<residualLayers {
      let branch = LayerSequence([convolution(state[2]), activation])
      layers.append(ResidualBlock(branch, step: step))
      shapes.append([state[0], state[1], channels])
    }
    let count = shapes[shapes.count - 1].reduce(1, *)
    layers.append(LayerSequence([Flattening(), Linear(inputs: count, outputs: outputs)]))
    shapes.append([outputs])
    (self.layers, self.shapes) = (layers, shapes)
  }

  /// The layers as steps of a controlled system in discrete time.
  public var steps: [any ControlledStep] {
    zip(layers, shapes).map { layer, shape in layer.step(from: shape) }
  }

  public var parameters: ParameterLayout { LayerSequence(layers).parameters }

  public func apply<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    LayerSequence(layers).apply(x, theta)
  }

  public func initialParameters(using stream: inout RandomStream) -> [Double] {
    LayerSequence(layers).initialParameters(using: &stream)
  }
}
