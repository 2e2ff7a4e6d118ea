public import Calculus

/// A controlled field given by a layer: dx/dt = network(x), or network(x, t).
public struct NeuralField<Network: Layer>: ControlledField {
  /// The number of components of a state.
  public let dimension: Int
  /// The network, from states, with the time after them if it is an input, to velocities.
  public let network: Network
  /// Whether time is an input.
  public let dependsOnTime: Bool

  /// A field given by a network.
  public init(dimension: Int, network: Network, dependsOnTime: Bool = false) {
    self.dimension = dimension
    self.network = network
    self.dependsOnTime = dependsOnTime
  }

  public var parameters: ParameterLayout { network.parameters }

  public func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
    network.apply(dependsOnTime ? A.concatenate([x, t], along: -1) : x, theta)
  }
}

extension NeuralField<Perceptron> {
  /// A perceptron as a field: hidden layers of the given widths, states in and out.
  ///
  /// - Parameters:
  ///   - dimension: the number of components of a state.
  ///   - hidden: the widths of the hidden layers.
  ///   - activation: what stands between the affine maps.
  ///   - dependsOnTime: whether time is an input.
  ///   - outputGain: a factor on the initial weights of the last map: small, and the flow begins
  ///     near the identity.
  public init(
    dimension: Int, hidden: [Int], activation: Activation = .tanh, dependsOnTime: Bool = false,
    outputGain: Double = 1
  ) {
    let inputs = dimension + (dependsOnTime ? 1 : 0)
    self.init(
      dimension: dimension,
      network: Perceptron(
        widths: [inputs] + hidden + [dimension], activation: activation, outputGain: outputGain),
      dependsOnTime: dependsOnTime)
  }
}
