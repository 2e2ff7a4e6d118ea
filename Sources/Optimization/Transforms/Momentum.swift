public import Tensors

/// Accumulates gradients in a velocity, `v = decay v + g`, which becomes the update.
///
/// > Source: Polyak, USSR Computational Mathematics and Mathematical Physics 4 (1964).
public struct Momentum: GradientTransform {
  /// How much of the velocity stays.
  public let decay: Double

  /// A velocity with a decay in `[0, 1)`.
  public init(decay: Double = 0.9) {
    precondition(0 <= decay && decay < 1, "the decay \(decay) must lie in [0, 1)")
    self.decay = decay
  }

  /// The velocity.
  public var memories: [String] { ["velocity"] }

  public func apply<Element: Scalar>(to step: TransformStep<Element>) {
    let velocity = step.memory(0)
    Element.scaleAdd(1, step.gradient, Element(decay), to: velocity, count: step.count)
    step.gradient.update(from: velocity, count: step.count)
  }
}

/// Accumulates gradients in a velocity, `v = decay v + g`, and looks one step ahead: the update is
/// `g + decay v`.
///
/// > Source: Nesterov, Soviet Mathematics Doklady 27 (1983), in the form of Sutskever, Martens,
/// > Dahl & Hinton, ICML 2013, with the parameters taken at the point looked ahead to.
public struct NesterovMomentum: GradientTransform {
  /// How much of the velocity stays.
  public let decay: Double

  /// A velocity with a decay in `[0, 1)`.
  public init(decay: Double = 0.9) {
    precondition(0 <= decay && decay < 1, "the decay \(decay) must lie in [0, 1)")
    self.decay = decay
  }

  /// The velocity.
  public var memories: [String] { ["velocity"] }

  public func apply<Element: Scalar>(to step: TransformStep<Element>) {
    let velocity = step.memory(0)
    Element.scaleAdd(1, step.gradient, Element(decay), to: velocity, count: step.count)
    Element.scaleAdd(Element(decay), velocity, 1, to: step.gradient, count: step.count)
  }
}
