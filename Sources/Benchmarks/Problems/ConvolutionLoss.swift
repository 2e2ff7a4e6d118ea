import Calculus
import Control
import Models
import Tensors

/// A convolutional residual network for images of 28 by 28 places: a flow in steps of 0.1.
///
///     a = conv₅(x);  some times  a ← a + 0.1 tanh(conv₃(a));  means over 4 by 4 places, an affine map to
///     ten scores, and their cross entropy with the image's class.
///
/// Every convolution has its own kernel and bias, and zeros around the image.
struct ConvolutionLoss: RowLoss {
  /// The channels of a.
  let channels: Int
  /// The residual steps.
  let steps: Int

  /// An image and its class, as ten numbers of which one is 1.
  var inputs: [[Int]] { [[28, 28, 1], [10]] }

  var parameters: ParameterLayout {
    var layout = ParameterLayout()
    layout.append(entrance.parameters, prefix: "entrance")
    for step in 0..<steps { layout.append(change.parameters, prefix: "step\(step)") }
    layout.append(exit.parameters, prefix: "exit")
    return layout
  }

  private var entrance: Convolution { Convolution(window: [5, 5], inputs: 1, outputs: channels) }
  private var change: Convolution {
    Convolution(window: [3, 3], inputs: channels, outputs: channels)
  }
  private var exit: Linear { Linear(inputs: 49 * channels, outputs: 10) }

  func loss<A: TensorAlgebra>(_ rows: [A], _ theta: Parameters<A>) -> A {
    var a = entrance.apply(rows[0], theta[0..<2])
    for step in 1...steps { a = a + 0.1 * change.apply(a, theta[2 * step..<2 * step + 2]).tanh() }
    let features = a.averagePooled(window: 4).reshaped(to: [Extents.rows, 49 * channels])
    let scores = exit.apply(features, theta[2 * steps + 2..<2 * steps + 4])
    return scores.logSumExp(over: 1) - A.dot(scores, rows[1])
  }
}

extension ConvolutionLoss {
  /// Images of noise, of the classes 0, 1, ..., 9, 0, ...
  func images(_ count: Int) -> [[Double]] {
    let classes = (0..<10 * count).map { $0 % 10 == $0 / 10 % 10 ? 1.0 : 0 }
    return [SplitMix64.uniform(seed: 51, count: 784 * count), classes]
  }

  /// Kernels and weights of noise, biases 0.
  ///
  /// The noise comes in the order of channels out, channels in, height and width, and the weights of
  /// the affine map by outputs, then channels, then places: what other programs call `OIHW` and `NCHW`.
  var firstParameters: [Double] {
    let zeros = [Double](repeating: 0, count: channels)
    let first = kernel(seed: 52, inputs: 1, window: 5, scale: 1 / 5) + zeros
    let bound = 1 / Double(9 * channels).squareRoot()
    let changes = (0..<steps).flatMap { step in
      kernel(seed: UInt64(60 + step), inputs: channels, window: 3, scale: bound) + zeros
    }
    let features = 49 * channels
    let noise = SplitMix64.uniform(
      seed: 53, count: 10 * features, scale: 1 / Double(features).squareRoot())
    let last = (0..<10 * features).map { index in
      let (feature, output) = (index / 10, index % 10)
      let (place, channel) = (feature / channels, feature % channels)
      return noise[output * features + channel * 49 + place]
    }
    return first + changes + last + [Double](repeating: 0, count: 10)
  }

  private func kernel(seed: UInt64, inputs: Int, window: Int, scale: Double) -> [Double] {
    let places = window * window
    let noise = SplitMix64.uniform(seed: seed, count: places * inputs * channels, scale: scale)
    return noise.indices.map { index in
      let (place, pair) = (index / (inputs * channels), index % (inputs * channels))
      let (input, output) = (pair / channels, pair % channels)
      return noise[(output * inputs + input) * places + place]
    }
  }

  /// The additions and multiplications of convolutions for one image, those with padding among them:
  /// forwards, and back to kernels and to all images but the first.
  var productFlops: Double {
    let change = 784 * 9 * channels * channels * steps
    return Double(2 * (3 * change + 2 * 784 * 25 * channels))
  }
}
