public import Tensors

/// A map from gradients to updates that may remember vectors from step to step.
///
/// Transforms know nothing of the learning rate; an ``UpdateRule`` scales what leaves the last of
/// them by `-rate`. Whatever a transform remembers is a list of vectors as long as the parameters
/// that start at zero, together with the index of the step: so any state can be saved by name.
///
/// > Source: the idea of composing updates from small pairs of functions is optax's (DeepMind).
public protocol GradientTransform: Sendable {
  /// The names of the vectors that the transform remembers.
  var memories: [String] { get }

  /// Replaces the gradient by the update, in place, and moves the remembered vectors.
  func apply<Element: Scalar>(to step: TransformStep<Element>)
}

extension GradientTransform {
  /// Nothing is remembered.
  public var memories: [String] { [] }
}

/// The buffers of one step of a ``GradientTransform``, valid during the call only.
public struct TransformStep<Element: Scalar> {
  /// The index of the step, from 0.
  public let index: Int
  /// The number of parameters.
  public let count: Int
  /// The gradient, to be replaced by the update.
  public let gradient: UnsafeMutablePointer<Element>
  /// The parameters before the step.
  public let parameters: UnsafePointer<Element>

  let memories: UnsafeMutablePointer<Element>

  /// The buffer of a remembered vector, by its place in the transform's list.
  public func memory(_ place: Int) -> UnsafeMutablePointer<Element> { memories + place * count }

  /// The same step for a transform whose remembered vectors begin at the given place.
  func skippingMemories(_ places: Int) -> TransformStep {
    TransformStep(
      index: index, count: count, gradient: gradient, parameters: parameters,
      memories: memory(places))
  }
}
