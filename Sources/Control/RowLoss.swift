public import Calculus

/// The loss of a row, written over the algebra: a model of any kind with what is asked of it.
///
/// A model need not be a flow: an unrolled recurrent network, the one-step loss of a learned field and
/// a network for images are losses of their rows. A ``RowObjective`` sums them and their gradients.
///
/// ```swift
/// /// The squared distance between y and w x + b.
/// struct Line: RowLoss {
///   let inputs = [[1], [1]]
///   let parameters = ParameterLayout(["w": [1], "b": [1]])
///
///   func loss<A: TensorAlgebra>(_ rows: [A], _ theta: Parameters<A>) -> A {
///     (rows[1] - (rows[0] * theta[0] + theta[1])).squared().sum(over: -1)
///   }
/// }
/// ```
public protocol RowLoss: Sendable {
  /// The shapes of what one row is given, such as features and target, without the batch axis.
  var inputs: [[Int]] { get }

  /// The parameters' names and shapes.
  var parameters: ParameterLayout { get }

  /// The loss of each row.
  ///
  /// A row's loss may depend on that row only, not on its neighbours in the batch.
  ///
  /// - Parameters:
  ///   - rows: one value for each of ``inputs``; shapes `[rows, ...]`.
  ///   - theta: the parameters, one value for each segment of the layout.
  /// - Returns: one number a row; shape `[rows]`.
  func loss<A: TensorAlgebra>(_ rows: [A], _ theta: Parameters<A>) -> A
}
