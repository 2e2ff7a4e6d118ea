public import Tensors

/// One map of a layered system, x → F(x), with its transpose.
///
/// A ``TracedMap`` is any function written over the algebra, such as a layer with an activation; a
/// ``FlowSegment`` is the flow of a field between two times. A ``LayeredSystem`` is a chain of them.
public protocol StateMap<Element>: Sendable {
  /// The precision of states.
  associatedtype Element: Scalar

  /// The number of components of a state before the map.
  var inputDimension: Int { get }

  /// The number of components of a state after it.
  var outputDimension: Int { get }

  /// Makes what evaluates the map over at most so many rows on one thread.
  func makeWorker(rows: Int) -> any StateMapWorker<Element>
}

/// Evaluates a ``StateMap`` on one thread; nothing is allocated after it is made.
public protocol StateMapWorker<Element>: AnyObject {
  /// The precision of states.
  associatedtype Element: Scalar

  /// Computes F(x), and keeps what the transpose at x needs.
  ///
  /// - Parameters:
  ///   - x: the states before the map; shape `[count, inputDimension]`.
  ///   - count: the number of rows.
  ///   - y: receives the states after it; shape `[count, outputDimension]`.
  func apply(
    _ x: UnsafePointer<Element>, count: Int, to y: UnsafeMutablePointer<Element>)

  /// Computes F'(x)ᵀ p for the x of the last ``apply(_:count:to:)``.
  ///
  /// - Parameters:
  ///   - p: cotangents of the states after the map; shape `[count, outputDimension]`.
  ///   - xBar: receives those of the states before it; shape `[count, inputDimension]`.
  func transpose(_ p: UnsafePointer<Element>, to xBar: UnsafeMutablePointer<Element>)
}
