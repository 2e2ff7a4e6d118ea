public import Tensors

/// Adds a multiple of the parameters to the gradient: `g + rate * theta`.
///
/// Before an adaptive transform this is a penalty `rate |theta|^2 / 2`; behind it, the decoupled
/// weight decay of AdamW.
///
/// > Source: Loshchilov & Hutter, ICLR 2019, algorithm 2.
public struct AddDecayedWeights: GradientTransform {
  /// The multiple.
  public let rate: Double
  /// The indices of the parameters that decay, usually all but the biases; nil for all.
  public let ranges: [Range<Int>]?

  /// A decay of all parameters, or of those in the given ranges.
  public init(_ rate: Double, in ranges: [Range<Int>]? = nil) {
    self.rate = rate
    self.ranges = ranges
  }

  public func apply<Element: Scalar>(to step: TransformStep<Element>) {
    guard let ranges else { return decay(0..<step.count, in: step) }
    for range in ranges {
      decay(range, in: step)
    }
  }

  private func decay<Element: Scalar>(_ range: Range<Int>, in step: TransformStep<Element>) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= step.count,
      "the range \(range) of decay exceeds the \(step.count) parameters")
    Element.scaleAdd(
      Element(rate), step.parameters + range.lowerBound, 1,
      to: step.gradient + range.lowerBound, count: range.count)
  }
}
