public import Calculus
public import Tensors

/// A network with batch normalisations in it: a chain of parts, some of them residual.
///
/// In training the statistics are those of the batch, so that rows meet: it is no ``Layer``. What a
/// model in use applies to each row by itself is ``inference(with:)``.
///
/// ```swift
/// let network = NormalizedNetwork([
///   .layer(Convolution(window: [3, 3], inputs: 1, outputs: 8, hasBias: false)),
///   .normalization(BatchNormalization(channels: 8)), .layer(Activation.relu),
///   .layer(MaximumPooling(window: 2)), .layer(Flattening()),
///   .layer(Linear(inputs: 14 * 14 * 8, outputs: 10)),
/// ])
/// ```
public struct NormalizedNetwork: Sendable {
  /// A part of a chain.
  public indirect enum Part: Sendable {
    /// A layer that takes each row by itself.
    case layer(any Layer)
    /// A normalisation over the batch.
    case normalization(BatchNormalization)
    /// shortcut(x) + δ branch(x), each a chain; an empty shortcut is x itself.
    case residual(branch: [Part], shortcut: [Part] = [], step: Double = 1)
  }

  /// The chain.
  public let parts: [Part]
  /// The parameters of all parts in order.
  ///
  /// A segment of part i is named `part‹i›.‹name›`, inside a
  /// residual part `part‹i›.branch.part‹j›.‹name›` or `part‹i›.shortcut.part‹j›.‹name›`.
  public let parameters: ParameterLayout
  /// The normalisations in the order in which they are applied, a branch before its shortcut.
  public let normalizations: [BatchNormalization]
  /// The names of the weights of linear maps and the kernels of convolutions.
  public let weightNames: [String]

  /// A chain of parts.
  public init(_ parts: [Part]) {
    self.parts = parts
    var (layout, normalizations, names) = (ParameterLayout(), [BatchNormalization](), [String]())
    NormalizedNetwork.visit(parts, path: "") { path, part in
      if case .normalization(let normalization) = part { normalizations.append(normalization) }
      let prefix = path + "."
      layout.append(part.ownParameters, prefix: path)
      if case .layer(let layer) = part, layer is Linear { names.append(prefix + "weight") }
      if case .layer(let layer) = part, layer is Convolution { names.append(prefix + "kernel") }
    }
    (parameters, self.normalizations, weightNames) = (layout, normalizations, names)
  }

  /// The training form: the outputs with the batch's own statistics.
  ///
  /// - Parameters:
  ///   - x: the inputs; shape `[rows, ...]`.
  ///   - theta: the parameters.
  /// - Returns: the outputs, of shape `[rows, ...]`, and the mean and the variance before each
  ///   normalisation.
  public func apply<A: TensorAlgebra>(
    _ x: A, _ theta: Parameters<A>
  ) -> (output: A, statistics: [(mean: A, variance: A)]) {
    var statistics: [(mean: A, variance: A)] = []
    var chain = Chain(theta: theta) { normalization, x, theta in
      let batch = x.channelStatistics()
      statistics.append(batch)
      return normalization.normalized(x, mean: batch.mean, variance: batch.variance, theta)
    }
    let output = chain.apply(parts, x)
    return (output, statistics)
  }

  /// The row-wise layer with the same parameters and fixed statistics.
  ///
  /// - Parameter statistics: what was gathered before each normalisation while the model was trained.
  /// - Returns: the layer that a model in use applies.
  public func inference(with statistics: [RunningStatistics]) -> FrozenNetwork {
    FrozenNetwork(self, statistics)
  }

  /// First values of the parameters, as each part draws them.
  public func initialParameters(using stream: inout RandomStream) -> [Double] {
    var values: [Double] = []
    NormalizedNetwork.visit(parts, path: "") { _, part in
      switch part {
      case .layer(let layer): values += layer.initialParameters(using: &stream)
      case .normalization(let layer): values += layer.initialParameters(using: &stream)
      case .residual: break
      }
    }
    return values
  }

  /// Calls the closure for each part with its path, those inside a residual part after it.
  private static func visit(
    _ parts: [Part], path: String, _ body: (_ path: String, _ part: Part) -> Void
  ) {
    for (index, part) in parts.enumerated() {
      let place = path + "part\(index)"
      body(place, part)
      guard case .residual(let branch, let shortcut, _) = part else { continue }
      visit(branch, path: place + ".branch.", body)
      visit(shortcut, path: place + ".shortcut.", body)
    }
  }
}

extension NormalizedNetwork.Part {
  /// The parameters of the part itself, not of those inside it.
  fileprivate var ownParameters: ParameterLayout {
    switch self {
    case .layer(let layer): layer.parameters
    case .normalization(let normalization): normalization.parameters
    case .residual: ParameterLayout()
    }
  }
}

/// The way through a chain, with one treatment of normalisations or another.
private struct Chain<A: TensorAlgebra> {
  let theta: Parameters<A>
  let normalize: (BatchNormalization, A, Parameters<A>) -> A
  private var place = 0

  init(
    theta: Parameters<A>, normalize: @escaping (BatchNormalization, A, Parameters<A>) -> A
  ) {
    self.theta = theta
    self.normalize = normalize
  }

  mutating func apply(_ parts: [NormalizedNetwork.Part], _ x: A) -> A {
    var value = x
    for part in parts {
      switch part {
      case .layer(let layer): value = layer.apply(value, take(layer.parameters))
      case .normalization(let normalization):
        value = normalize(normalization, value, take(normalization.parameters))
      case .residual(let branch, let shortcut, let step):
        let change = apply(branch, value)
        let kept = apply(shortcut, value)
        precondition(
          change.shape == kept.shape,
          "a branch gives \(Extents.describe(change.shape)), its shortcut "
            + Extents.describe(kept.shape))
        value = step == 1 ? kept + change : kept + step * change
      }
    }
    return value
  }

  /// The next parameters, as many as a layout has.
  private mutating func take(_ layout: ParameterLayout) -> Parameters<A> {
    let first = place
    place += layout.segments.count
    return theta[first..<place]
  }
}

/// A ``NormalizedNetwork`` whose statistics do not change: a row's value depends on the row alone.
public struct FrozenNetwork: Layer {
  /// The network whose parameters these are.
  public let network: NormalizedNetwork
  /// The normalisations with their statistics.
  public let normalizations: [FrozenNormalization]

  fileprivate init(_ network: NormalizedNetwork, _ statistics: [RunningStatistics]) {
    precondition(
      statistics.count == network.normalizations.count,
      "\(statistics.count) statistics for \(network.normalizations.count) normalisations")
    self.network = network
    normalizations = zip(network.normalizations, statistics).map { $0.inference(with: $1) }
  }

  public var parameters: ParameterLayout { network.parameters }

  public func apply<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    var index = 0
    var chain = Chain(theta: theta) { _, x, theta in
      defer { index += 1 }
      return normalizations[index].apply(x, theta)
    }
    return chain.apply(network.parts, x)
  }

  public func initialParameters(using stream: inout RandomStream) -> [Double] {
    network.initialParameters(using: &stream)
  }
}
