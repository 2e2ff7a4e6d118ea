public import Tensors

/// A state of so few components that it is a plain value: no heap, no shape at run time.
///
/// `SIMD2`, `SIMD3`, `SIMD4`, `SIMD8` and `InlineArray` conform. Code that is generic over small
/// states is meant to be `@inlinable`: where the type is known it compiles to a handful of
/// instructions on registers, and elsewhere it works, slowly.
public protocol SmallState<Component>: Sendable {
  /// The precision of the components.
  associatedtype Component: Scalar

  /// The number of components.
  static var dimension: Int { get }

  /// The state whose components the closure gives by their indices, from 0 on.
  init(components: (_ index: Int) -> Component)

  /// The component with an index.
  ///
  /// - Precondition: the index is at least 0 and below ``dimension``.
  subscript(component index: Int) -> Component { get }
}

extension SmallState {
  /// The state with all components 0.
  @inlinable @inline(__always)
  public static var origin: Self { Self { _ in 0 } }
}
