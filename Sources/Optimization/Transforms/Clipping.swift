public import Tensors

/// Shortens a gradient longer than a bound to that length: `g * min(1, bound / |g|)`.
///
/// Its direction stays. A gradient that is not finite stays as it is.
///
/// > Source: Pascanu, Mikolov & Bengio, ICML 2013, algorithm 1.
public struct ClipByGlobalNorm: GradientTransform {
  /// The greatest Euclidean norm that passes.
  public let bound: Double

  /// A bound on the Euclidean norm.
  ///
  /// - Precondition: the bound is positive.
  public init(_ bound: Double) {
    precondition(bound > 0, "the bound \(bound) of a norm must be positive")
    self.bound = bound
  }

  public func apply<Element: Scalar>(to step: TransformStep<Element>) {
    let norm = euclideanNorm(step.gradient, count: step.count)
    guard norm.isFinite, norm > Element(bound) else { return }
    step.gradient.scale(by: Element(bound) / norm, count: step.count)
  }
}

/// Brings each element of the gradient into `[-bound, bound]`.
public struct ClipByValue: GradientTransform {
  /// The greatest magnitude that passes.
  public let bound: Double

  /// A bound on every element.
  ///
  /// - Precondition: the bound is positive.
  public init(_ bound: Double) {
    precondition(bound > 0, "the bound \(bound) of magnitudes must be positive")
    self.bound = bound
  }

  public func apply<Element: Scalar>(to step: TransformStep<Element>) {
    let bound = Element(bound)
    Element.clamp(step.gradient, lower: -bound, upper: bound, count: step.count)
  }
}
