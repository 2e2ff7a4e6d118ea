public import Calculus
public import Tensors

/// A fully connected network whose linear maps, without biases, are each followed by a batch
/// normalisation, with an activation between each two.
///
/// In training the statistics are those of the batch, so that rows meet: it is no ``Layer``. What a
/// model in use applies to each row by itself is ``inference(with:)``.
public struct NormalizedPerceptron: Sendable {
  /// The numbers of the input, of each hidden layer, and of the output.
  public let widths: [Int]
  /// What stands between a normalisation and the next map.
  public let activation: Activation
  /// The normalisations, one for each map.
  public let normalizations: [BatchNormalization]

  /// A network of the given widths.
  ///
  /// - Parameters:
  ///   - widths: the numbers of the input, of each hidden layer, and of the output.
  ///   - activation: what stands between a normalisation and the next map.
  ///   - epsilon: what is added to variances.
  /// - Precondition: there are at least two widths, each at least 1.
  public init(widths: [Int], activation: Activation, epsilon: Double = 1e-5) {
    precondition(
      widths.count >= 2 && widths.allSatisfy { $0 >= 1 },
      "a network has an input and an output, not widths \(widths)")
    self.widths = widths
    self.activation = activation
    normalizations = widths.dropFirst().map { BatchNormalization(channels: $0, epsilon: epsilon) }
  }

  /// Weights `[in, out]`, scales and shifts of each map: three segments a map.
  public var parameters: ParameterLayout {
    var layout = ParameterLayout()
    for (index, normalization) in normalizations.enumerated() {
      layout.append("layer\(index).weight", shape: [widths[index], widths[index + 1]])
      layout.append(normalization.parameters, prefix: "layer\(index)")
    }
    return layout
  }

  /// The names of the weights of the linear maps.
  public var weightNames: [String] { normalizations.indices.map { "layer\($0).weight" } }

  /// The training form: the outputs with the batch's own statistics.
  ///
  /// - Parameters:
  ///   - x: the inputs; shape `[rows, widths.first]`.
  ///   - theta: the parameters.
  /// - Returns: the outputs, of shape `[rows, widths.last]`, and the mean and the variance before each
  ///   normalisation.
  public func apply<A: TensorAlgebra>(
    _ x: A, _ theta: Parameters<A>
  ) -> (output: A, statistics: [(mean: A, variance: A)]) {
    var (value, statistics) = (x, [(mean: A, variance: A)]())
    for (index, normalization) in normalizations.enumerated() {
      if index > 0 { value = activation(value) }
      let product = value • theta[3 * index]
      let batch = product.channelStatistics()
      statistics.append(batch)
      let part = theta[3 * index + 1..<3 * index + 3]
      value = normalization.normalized(product, mean: batch.mean, variance: batch.variance, part)
    }
    return (value, statistics)
  }

  /// The row-wise layer with the same parameters and fixed statistics.
  ///
  /// - Parameter statistics: what was gathered before each normalisation while the model was trained.
  /// - Returns: the layer that a model in use applies.
  public func inference(with statistics: [RunningStatistics]) -> FrozenPerceptron {
    FrozenPerceptron(self, statistics)
  }

  /// Weights by Glorot's rule with the activation's gain, scales 1, shifts 0.
  public func initialParameters(using stream: inout RandomStream) -> [Double] {
    normalizations.indices.flatMap { index in
      let (inputs, outputs) = (widths[index], widths[index + 1])
      let bound = activation.gain * (6 / Double(inputs + outputs)).squareRoot()
      let weights = (0..<inputs * outputs).map { _ in bound * (2 * stream.uniform() - 1) }
      return weights + normalizations[index].initialParameters(using: &stream)
    }
  }
}

/// A ``NormalizedPerceptron`` whose statistics do not change: a row's value depends on the row alone.
public struct FrozenPerceptron: Layer {
  /// The network whose parameters these are.
  public let network: NormalizedPerceptron
  /// The normalisations with their statistics.
  public let normalizations: [FrozenNormalization]

  fileprivate init(_ network: NormalizedPerceptron, _ statistics: [RunningStatistics]) {
    precondition(
      statistics.count == network.normalizations.count,
      "\(statistics.count) statistics for \(network.normalizations.count) normalisations")
    self.network = network
    normalizations = zip(network.normalizations, statistics).map { $0.inference(with: $1) }
  }

  public var parameters: ParameterLayout { network.parameters }

  public func apply<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    var value = x
    for (index, normalization) in normalizations.enumerated() {
      if index > 0 { value = network.activation(value) }
      value = normalization.apply(value • theta[3 * index], theta[3 * index + 1..<3 * index + 3])
    }
    return value
  }

  public func initialParameters(using stream: inout RandomStream) -> [Double] {
    network.initialParameters(using: &stream)
  }
}
