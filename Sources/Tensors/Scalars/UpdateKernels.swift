internal import CKernels

/// The fused forms of gradient steps, in place on flat buffers.
public protocol UpdateKernels {
  /// Moves Adam's two moments by a gradient and replaces the gradient by the update
  /// `(firstScale m) / (sqrt(secondScale v) + epsilon)`, where
  /// `m = firstDecay m + (1 - firstDecay) g` and `v = secondDecay v + (1 - secondDecay) g^2`.
  static func adam(
    _ coefficients: AdamCoefficients<Self>, gradient: UnsafeMutablePointer<Self>,
    first: UnsafeMutablePointer<Self>, second: UnsafeMutablePointer<Self>, count: Int)

  /// Brings `count` elements into `[lower, upper]`; NaN stays.
  static func clamp(
    _ x: UnsafeMutablePointer<Self>, lower: Self, upper: Self, count: Int)
}

/// The numbers of one step of Adam.
public struct AdamCoefficients<Element: Sendable>: Sendable {
  /// The decay of the first moment, beta1.
  public let firstDecay: Element
  /// The decay of the second moment, beta2.
  public let secondDecay: Element
  /// The first moment's bias correction, `1 / (1 - beta1^t)`.
  public let firstScale: Element
  /// The second moment's bias correction, `1 / (1 - beta2^t)`.
  public let secondScale: Element
  /// What is added to the root.
  public let epsilon: Element

  /// The numbers of one step.
  public init(
    firstDecay: Element, secondDecay: Element, firstScale: Element, secondScale: Element,
    epsilon: Element
  ) {
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.firstScale = firstScale
    self.secondScale = secondScale
    self.epsilon = epsilon
  }
}

extension Double: UpdateKernels {
  public static func adam(
    _ coefficients: AdamCoefficients<Double>, gradient: UnsafeMutablePointer<Double>,
    first: UnsafeMutablePointer<Double>, second: UnsafeMutablePointer<Double>, count: Int
  ) {
    fl_adam_f64(
      count, coefficients.firstDecay, coefficients.secondDecay, coefficients.firstScale,
      coefficients.secondScale, coefficients.epsilon, gradient, first, second)
  }

  public static func clamp(
    _ x: UnsafeMutablePointer<Double>, lower: Double, upper: Double, count: Int
  ) {
    fl_clamp_f64(count, lower, upper, x)
  }
}

extension Float: UpdateKernels {
  public static func adam(
    _ coefficients: AdamCoefficients<Float>, gradient: UnsafeMutablePointer<Float>,
    first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>, count: Int
  ) {
    fl_adam_f32(
      count, coefficients.firstDecay, coefficients.secondDecay, coefficients.firstScale,
      coefficients.secondScale, coefficients.epsilon, gradient, first, second)
  }

  public static func clamp(
    _ x: UnsafeMutablePointer<Float>, lower: Float, upper: Float, count: Int
  ) {
    fl_clamp_f32(count, lower, upper, x)
  }
}
