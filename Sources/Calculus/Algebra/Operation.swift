public import Tensors

/// One operation of the algebra: what a node of a graph does to its operands.
///
/// The list is closed under differentiation: the pullback and the pushforward of every operation are
/// expressions in these operations again, so derivatives compose to any order.
public enum Operation: Hashable, Sendable {
  /// A value that the caller supplies when the graph runs; the shape is its own.
  case input(shape: [Int])
  /// A tensor known when the graph is made.
  case constant(Constant)
  /// A function of every element.
  case unary(UnaryOperation)
  /// A function of pairs of elements, broadcasting.
  case binary(BinaryOperation)
  /// A function of triples of elements, broadcasting.
  case ternary(TernaryOperation)
  /// The operand itself, with derivative zero.
  case detach
  /// The matrix product of the operands, each transposed (its last two axes) or not: two matrices,
  /// or two stacks of as many matrices.
  case product(transposingLeft: Bool, transposingRight: Bool)
  /// The sum over one axis, which stays with extent 1.
  case sum(axis: Int)
  /// The maximum over one axis, which stays with extent 1.
  case maximum(axis: Int)
  /// The extent of an axis of the operand, as a number.
  case extent(axis: Int)
  /// The first operand, broadcast to the shape of the second.
  case broadcast
  /// The same elements, row-major, under another shape.
  case reshape([Int])
  /// The axes permuted: axis i of the result is axis `order[i]` of the operand.
  case permute([Int])
  /// The part of one axis between two positions.
  case slice(axis: Int, lower: Int, upper: Int)
  /// Zeros put before and after the operand along one axis.
  case pad(axis: Int, before: Int, after: Int)
  /// The operands one after another along an axis.
  case concatenate(axis: Int)
  /// Rows of a table (first operand, `[n, ...]`) by number (second, `[m]`): `[m, ...]`.
  case gather
  /// Rows (first operand, `[m, ...]`) added up by number (second, `[m]`) into the shape of the third.
  case scatter
  /// A convolution, or the cotangent of one of its operands.
  case convolution(ConvolutionForm)
}

/// A tensor known when a graph is made, kept in double precision.
public struct Constant: Hashable, Sendable {
  /// The elements in row-major order.
  public let elements: [Double]
  /// The extents.
  public let shape: [Int]

  /// A constant tensor.
  ///
  /// - Precondition: there are as many elements as the shape holds.
  public init(_ elements: [Double], shape: [Int]) {
    precondition(
      elements.count == shape.reduce(1, *), "\(elements.count) elements given for shape \(shape)")
    self.elements = elements
    self.shape = shape
  }

  /// The number, when the shape is `[]`.
  var scalar: Double? { shape.isEmpty ? elements[0] : nil }
}

extension Operation {
  /// Whether each element of the result depends on the operands' elements at its own place alone.
  var isElementwise: Bool {
    switch self {
    case .unary, .binary, .ternary: true
    default: false
    }
  }

  /// How many operands the operation takes; nil when any number.
  var arity: Int? {
    switch self {
    case .input, .constant: 0
    case .unary, .detach, .sum, .maximum, .extent, .reshape, .permute, .slice, .pad: 1
    case .binary, .product, .broadcast, .gather, .convolution: 2
    case .ternary, .scatter: 3
    case .concatenate: nil
    }
  }
}
