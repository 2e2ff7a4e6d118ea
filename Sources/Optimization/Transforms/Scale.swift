public import Tensors

/// Multiplies the gradient by a number.
public struct Scale: GradientTransform {
  /// The factor.
  public let factor: Double

  /// Multiplication by a factor.
  public init(by factor: Double) {
    self.factor = factor
  }

  public func apply<Element: Scalar>(to step: TransformStep<Element>) {
    step.gradient.scale(by: Element(factor), count: step.count)
  }
}

extension UnsafeMutablePointer where Pointee: Scalar {
  /// Multiplies `count` elements by a number.
  func scale(by factor: Pointee, count: Int) {
    Pointee.scaleAdd(factor, self, 0, to: self, count: count)
  }
}
