public import Tensors

/// The right-hand side of `dx/dt = f(t, x)`, evaluated for many rows at once.
///
/// A field is a description and may be shared between threads; an evaluator, made by it, owns the
/// memory that evaluating needs and serves one thread. The plain conformer is ``ClosureField``;
/// traced fields conform too.
public protocol VectorField<Element>: Sendable {
  /// The precision of states and times.
  associatedtype Element: Scalar

  /// The number of components of a state.
  var dimension: Int { get }

  /// Makes an evaluator for at most `rowCapacity` rows a call.
  func makeEvaluator(rowCapacity: Int) -> any FieldEvaluator<Element>

  /// Makes what evaluates the field's Jacobian matrices for at most `rowCapacity` rows a call; nil, as
  /// by default, for a field that knows none: then they are found by differences.
  func makeJacobianEvaluator(rowCapacity: Int) -> (any JacobianEvaluator<Element>)?
}

extension VectorField {
  public func makeJacobianEvaluator(rowCapacity: Int) -> (any JacobianEvaluator<Element>)? { nil }
}

/// Evaluates a vector field on one thread, with memory of its own.
public protocol FieldEvaluator<Element>: AnyObject {
  /// The precision of states and times.
  associatedtype Element: Scalar

  /// Computes `dx[:, r] = f(t[r], x[:, r])` for each row of `points`.
  ///
  /// A row's result must depend on that row alone, bit for bit.
  ///
  /// - Parameters:
  ///   - points: the rows, at most the capacity that the evaluator was made for.
  ///   - dx: receives the velocities; shape `[dimension, points.count]`; does not overlap `x`.
  func evaluate(_ points: RowPoints<Element>, into dx: UnsafeMutablePointer<Element>)
}

/// Rows at which a field is evaluated: each with its own time and state.
///
/// The rows are last: component c of row r is at `x[c * count + r]`, so that a field that does the same
/// to every row is vector code. The pointers are borrowed for the length of a call.
public struct RowPoints<Element: Scalar> {
  /// The number of rows.
  public let count: Int
  /// Each row's number in the whole batch; shape `[count]`.
  public let rows: UnsafePointer<Int32>
  /// Each row's time; shape `[count]`.
  public let t: UnsafePointer<Element>
  /// The rows' states; shape `[dimension, count]`.
  public let x: UnsafePointer<Element>

  /// Rows with their numbers, times and states.
  public init(
    count: Int, rows: UnsafePointer<Int32>, t: UnsafePointer<Element>, x: UnsafePointer<Element>
  ) {
    self.count = count
    self.rows = rows
    self.t = t
    self.x = x
  }
}
