public import Calculus
public import Tensors

/// The affine map x W + b, with W of shape `[inputs, outputs]` and b of shape `[outputs]`; or the linear
/// one, x W.
public struct Linear: Layer {
  /// The numbers that a row has before the map.
  public let inputs: Int
  /// The numbers that it has after it.
  public let outputs: Int
  /// The factor on the initial weights.
  public let gain: Double
  /// Whether there is a b.
  public let hasBias: Bool

  /// An affine map.
  ///
  /// - Parameters:
  ///   - inputs: the numbers that a row has before the map.
  ///   - outputs: the numbers that it has after it.
  ///   - gain: a factor on the initial weights; 0 for a map that begins at zero.
  ///   - hasBias: whether there is a b: not where a normalisation follows, which takes it off.
  public init(inputs: Int, outputs: Int, gain: Double = 1, hasBias: Bool = true) {
    precondition(inputs >= 1 && outputs >= 1, "a linear map from \(inputs) to \(outputs) numbers")
    self.inputs = inputs
    self.outputs = outputs
    self.gain = gain
    self.hasBias = hasBias
  }

  public var parameters: ParameterLayout {
    hasBias
      ? ParameterLayout(["weight": [inputs, outputs], "bias": [outputs]])
      : ParameterLayout(["weight": [inputs, outputs]])
  }

  public func apply<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    hasBias ? x • theta[0] + theta[1] : x • theta[0]
  }

  /// Weights uniform in ±gain √(6 / (inputs + outputs)), biases 0.
  ///
  /// > Source: Glorot & Bengio, AISTATS (2010), equation (16).
  public func initialParameters(using stream: inout RandomStream) -> [Double] {
    let bound = gain * (6 / Double(inputs + outputs)).squareRoot()
    let weights = (0..<inputs * outputs).map { _ in bound * (2 * stream.uniform() - 1) }
    return weights + Array(repeating: 0, count: hasBias ? outputs : 0)
  }
}
