public import Tensors

/// Divides the gradient by the root of the sum of all its squares so far, element by element:
/// `g / sqrt(initial + g_1^2 + ... + g_t^2)`.
///
/// Departs from the source in that the number against division by zero stands under the root, as
/// other programs have it.
///
/// > Source: Duchi, Hazan & Singer, Journal of Machine Learning Research 12 (2011), figure 1.
public struct ScaleByAdagrad: GradientTransform {
  /// What the sum of squares begins with.
  public let initial: Double

  /// Adagrad's scaling.
  ///
  /// - Precondition: the sum begins with a positive number.
  public init(initial: Double = 0.1) {
    precondition(initial > 0, "a sum of squares that begins with \(initial): it must be positive")
    self.initial = initial
  }

  /// The sum of squares, without the number that it begins with.
  public var memories: [String] { ["sum-of-squares"] }

  public func apply<Element: Scalar>(to step: TransformStep<Element>) {
    let (g, sum) = (step.gradient, step.memory(0))
    Element.apply(.multiplyAdd, g, g, sum, to: sum, count: step.count)
    // In parts, for which there is room on the stack.
    let part = min(step.count, 512)
    withUnsafeTemporaryAllocation(of: Element.self, capacity: max(part, 1)) { root in
      guard let root = root.baseAddress else { return }
      for first in stride(from: 0, to: step.count, by: max(part, 1)) {
        let count = min(part, step.count - first)
        Element.fill(root, with: Element(initial), count: count)
        Element.scaleAdd(1, sum + first, 1, to: root, count: count)
        Element.apply(.squareRoot, root, to: root, count: count)
        Element.apply(.divide, g + first, root, to: g + first, count: count)
      }
    }
  }
}
