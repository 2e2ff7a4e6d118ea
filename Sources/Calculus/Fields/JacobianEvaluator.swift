public import Tensors

/// Evaluates a field's derivatives by the state and by time on one thread, with memory of its own.
///
/// Implicit methods use them; where a field has no such evaluator they take differences.
public protocol JacobianEvaluator<Element>: AnyObject {
  /// The precision of states and times.
  associatedtype Element: Scalar

  /// Computes `∂f_c/∂x_j` and `∂f_c/∂t` for each row of `points`.
  ///
  /// A row's result must depend on that row alone, bit for bit.
  ///
  /// - Parameters:
  ///   - points: the rows, at most the capacity that the evaluator was made for.
  ///   - matrices: receives the matrices; shape `[dimension (c), dimension (j), points.count]`.
  ///   - slopes: receives the derivatives by time; shape `[dimension, points.count]`.
  func evaluate(
    _ points: RowPoints<Element>, into matrices: UnsafeMutablePointer<Element>,
    slopes: UnsafeMutablePointer<Element>)
}
