public import Calculus
public import Tensors

/// The convolution of images or sequences with a kernel, plus a bias for each channel out
/// unless told otherwise.
///
/// Images are `[rows, height, width, channels]`, sequences `[rows, length, channels]`; the kernel is
/// `[height, width, in, out]` or `[length, in, out]`.
public struct Convolution: Layer {
  /// The extents of the kernel: two for images, one for sequences.
  public let window: [Int]
  /// The channels before the map.
  public let inputs: Int
  /// The channels after it.
  public let outputs: Int
  /// The distance of neighbouring windows.
  public let stride: Int
  /// The zeros around the images.
  public let padding: ConvolutionForm.Padding
  /// The factor on the initial kernel.
  public let gain: Double
  /// Whether there is a bias.
  public let hasBias: Bool

  /// A convolution.
  ///
  /// - Parameters:
  ///   - window: the extents of the kernel: two for images, one for sequences.
  ///   - inputs: the channels before the map.
  ///   - outputs: the channels after it.
  ///   - stride: the distance of neighbouring windows.
  ///   - padding: the zeros around the images.
  ///   - gain: a factor on the initial kernel; 0 for a map that begins at zero.
  ///   - hasBias: whether there is a bias: not where a normalisation follows, which takes it off.
  public init(
    window: [Int], inputs: Int, outputs: Int, stride: Int = 1,
    padding: ConvolutionForm.Padding = .same, gain: Double = 1, hasBias: Bool = true
  ) {
    precondition(
      (1...2).contains(window.count) && window.allSatisfy { $0 >= 1 },
      "a convolution with a window of \(window)")
    precondition(
      inputs >= 1 && outputs >= 1, "a convolution from \(inputs) to \(outputs) channels")
    self.window = window
    self.inputs = inputs
    self.outputs = outputs
    self.stride = stride
    self.padding = padding
    self.gain = gain
    self.hasBias = hasBias
  }

  public var parameters: ParameterLayout {
    let kernel = window + [inputs, outputs]
    return hasBias
      ? ParameterLayout(["kernel": kernel, "bias": [outputs]]) : ParameterLayout(["kernel": kernel])
  }

  public func apply<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    let y = x.convolved(with: theta[0], stride: stride, padding: padding)
    return hasBias ? y + theta[1] : y
  }

  /// Kernels uniform in ±gain √(6 / (fan in + fan out)), a fan being the channels times the window's
  /// places; biases 0.
  ///
  /// > Source: Glorot & Bengio, AISTATS (2010), equation (16).
  public func initialParameters(using stream: inout RandomStream) -> [Double] {
    let places = window.reduce(1, *)
    let bound = gain * (6 / Double(places * (inputs + outputs))).squareRoot()
    let kernel = (0..<places * inputs * outputs).map { _ in bound * (2 * stream.uniform() - 1) }
    return kernel + Array(repeating: 0, count: hasBias ? outputs : 0)
  }
}
