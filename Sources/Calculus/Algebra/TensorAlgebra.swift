/// The algebra in which layers and fields are written: once, in plain Swift, over any conformer.
///
/// Written once, it is read twice: over ``Symbol`` it records a graph, which is differentiated,
/// simplified and compiled; over `Tensor` it computes at once. All operations, from `+` to matrix
/// products, are extensions over the two requirements.
///
/// ```swift
/// func velocity<A: TensorAlgebra>(_ t: A, _ x: A, _ weight: A) -> A {
///   (x • weight).tanh() * t.sin()
/// }
/// ```
///
/// The first axis of states is the batch. Shapes broadcast as in NumPy: axes are aligned at the last
/// one, and an extent of 1 or a missing axis repeats. Branches that depend on data are written with
/// ``select(_:_:_:)``.
public protocol TensorAlgebra: Sendable {
  /// The extents of the axes; a batch axis whose extent is not known yet is ``Extents/rows``.
  var shape: [Int] { get }

  /// The result of an operation on operands.
  ///
  /// - Precondition: the operation is defined for the operands' shapes.
  static func apply(_ operation: Operation, to operands: [Self]) -> Self
}

extension TensorAlgebra {
  /// A number, of shape `[]`.
  public static func constant(_ value: Double) -> Self {
    apply(.constant(Constant([value], shape: [])), to: [])
  }

  /// A tensor of known elements in row-major order.
  public static func constant(_ elements: [Double], shape: [Int]) -> Self {
    apply(.constant(Constant(elements, shape: shape)), to: [])
  }

  /// The number of axes.
  public var rank: Int { shape.count }

  /// The same value, treated as a constant by derivatives.
  public func detached() -> Self { .apply(.detach, to: [self]) }
}
