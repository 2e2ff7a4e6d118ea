public import Tensors

/// Divides a running mean of the gradient by the root of a running mean of its square.
///
/// With the step's number `t` from 1,
/// `m = b1 m + (1 - b1) g`, `v = b2 v + (1 - b2) g^2`, and the update is
/// `(m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon)`.
///
/// > Source: Kingma & Ba, ICLR 2015, algorithm 1.
public struct ScaleByAdam: GradientTransform {
  /// The decay of the mean, b1.
  public let firstDecay: Double
  /// The decay of the mean square, b2.
  public let secondDecay: Double
  /// What is added to the root, against division by zero.
  public let epsilon: Double

  /// Adam's scaling, with the paper's constants by default.
  ///
  /// - Precondition: the decays lie in `[0, 1)`, epsilon is not negative.
  public init(firstDecay: Double = 0.9, secondDecay: Double = 0.999, epsilon: Double = 1e-8) {
    precondition(
      0 <= firstDecay && firstDecay < 1 && 0 <= secondDecay && secondDecay < 1,
      "the decays \(firstDecay) and \(secondDecay) must lie in [0, 1)")
    precondition(epsilon >= 0, "epsilon \(epsilon) must not be negative")
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.epsilon = epsilon
  }

  /// The two running means.
  public var memories: [String] { ["first-moment", "second-moment"] }

  public func apply<Element: Scalar>(to step: TransformStep<Element>) {
    // The corrections are computed in double precision, where 1 - b^t does not cancel, but from the
    // decays as rounded: then the first update is g / |g| in single precision too.
    let (first, second) = (Element(firstDecay), Element(secondDecay))
    let number = step.index + 1
    let coefficients = AdamCoefficients(
      firstDecay: first, secondDecay: second,
      firstScale: Element(1 / (1 - power(Double(first), number))),
      secondScale: Element(1 / (1 - power(Double(second), number))), epsilon: Element(epsilon))
    Element.adam(
      coefficients, gradient: step.gradient, first: step.memory(0), second: step.memory(1),
      count: step.count)
  }
}
