public import Calculus
public import Tensors

/// Every channel brought to mean 0 and variance 1 over the batch, then to a trained scale and shift:
/// y = γ (x − μ) / √(σ² + ε) + β.
///
/// As a layer it takes μ and σ² from the batch that it is applied to, and derivatives go through them:
/// the training form, for whole batches. What a model that is in use applies instead, to any number
/// of rows, is ``inference(with:)``, with statistics gathered while it was trained.
///
/// > Source: Ioffe & Szegedy, ICML (2015), algorithms 1 and 2; σ² is divided by the number of values,
/// > in the running statistics too.
public struct BatchNormalization: Layer {
  /// The channels: the extent of the last axis.
  public let channels: Int
  /// What is added to variances, so that a constant channel is not divided by zero.
  public let epsilon: Double

  /// A normalisation over the batch.
  ///
  /// - Parameters:
  ///   - channels: the extent of the last axis.
  ///   - epsilon: what is added to variances.
  public init(channels: Int, epsilon: Double = 1e-5) {
    precondition(channels >= 1 && epsilon > 0, "\(channels) channels normalised with \(epsilon)")
    self.channels = channels
    self.epsilon = epsilon
  }

  public var parameters: ParameterLayout {
    ParameterLayout(["scale": [channels], "shift": [channels]])
  }

  public func apply<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    let (mean, variance) = x.channelStatistics()
    return normalized(x, mean: mean, variance: variance, theta)
  }

  /// The layer with given statistics instead of the batch's.
  ///
  /// - Parameters:
  ///   - x: the inputs; shape `[rows, ..., channels]`.
  ///   - mean: the channels' means; shape `[channels]`.
  ///   - variance: the channels' variances; shape `[channels]`.
  ///   - theta: the scales and the shifts.
  /// - Returns: the outputs; the shape of x.
  public func normalized<A: TensorAlgebra>(
    _ x: A, mean: A, variance: A, _ theta: Parameters<A>
  ) -> A {
    let factor = theta[0] / (variance + epsilon).squareRoot()
    return (x - mean) * factor + theta[1]
  }

  /// The row-wise layer with the same parameters and fixed statistics.
  ///
  /// - Parameter statistics: what was gathered while the model was trained.
  /// - Returns: the layer that a model in use applies.
  public func inference(with statistics: RunningStatistics) -> FrozenNormalization {
    FrozenNormalization(self, statistics)
  }

  /// Scales 1, shifts 0.
  public func initialParameters(using stream: inout RandomStream) -> [Double] {
    Array(repeating: 1, count: channels) + Array(repeating: 0, count: channels)
  }
}

/// Means and variances of channels, averaged over the batches of a training.
public struct RunningStatistics: Sendable, Hashable {
  /// The channels' means.
  public private(set) var means: [Double]
  /// The channels' variances.
  public private(set) var variances: [Double]

  /// Means 0 and variances 1.
  public init(channels: Int) {
    means = Array(repeating: 0, count: channels)
    variances = Array(repeating: 1, count: channels)
  }

  /// Moves towards a batch's statistics by a fraction of the distance.
  ///
  /// - Parameters:
  ///   - x: the batch's inputs to the normalisation; shape `[rows, ..., channels]`.
  ///   - fraction: the weight of the batch.
  /// - Precondition: the last axis is that of the channels.
  public mutating func update<Element: Scalar>(with x: Tensor<Element>, fraction: Double = 0.1) {
    precondition(
      x.shape.last == means.count, "statistics of \(means.count) channels from \(x.shape)")
    let batch = x.channelStatistics()
    update(mean: batch.mean, variance: batch.variance, fraction: fraction)
  }

  /// Moves towards a batch's statistics by a fraction of the distance.
  ///
  /// - Parameters:
  ///   - mean: the channels' means over the batch; shape `[channels]`.
  ///   - variance: their variances; shape `[channels]`.
  ///   - fraction: the weight of the batch.
  /// - Precondition: there is one number for each channel.
  public mutating func update<Element: Scalar>(
    mean: Tensor<Element>, variance: Tensor<Element>, fraction: Double = 0.1
  ) {
    precondition(
      mean.count == means.count && variance.count == variances.count,
      "statistics of \(means.count) channels from \(mean.count) and \(variance.count)")
    for (channel, value) in mean.elements.enumerated() {
      means[channel] += fraction * (Double(value) - means[channel])
    }
    for (channel, value) in variance.elements.enumerated() {
      variances[channel] += fraction * (Double(value) - variances[channel])
    }
  }
}

/// A ``BatchNormalization`` whose statistics do not change: a row's value depends on the row alone.
public struct FrozenNormalization: Layer {
  /// The layer whose parameters these are.
  public let layer: BatchNormalization
  /// The statistics.
  public let statistics: RunningStatistics

  fileprivate init(_ layer: BatchNormalization, _ statistics: RunningStatistics) {
    precondition(
      statistics.means.count == layer.channels,
      "statistics of \(statistics.means.count) channels for \(layer.channels)")
    self.layer = layer
    self.statistics = statistics
  }

  public var parameters: ParameterLayout { layer.parameters }

  public func apply<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    let shape = [layer.channels]
    return layer.normalized(
      x, mean: .constant(statistics.means, shape: shape),
      variance: .constant(statistics.variances, shape: shape), theta)
  }

  public func initialParameters(using stream: inout RandomStream) -> [Double] {
    layer.initialParameters(using: &stream)
  }
}
