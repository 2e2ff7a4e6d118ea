public import Calculus

/// The loss of a whole batch, written over the algebra: for models that take rows together.
///
/// Batch normalisation is why: the value of a row depends on all rows of its batch, so that a batch
/// cannot be cut into blocks. A loss whose rows do not meet is a ``RowLoss``.
public protocol BatchLoss: Sendable {
  /// The shapes of what one row is given, such as features and target, without the batch axis.
  var inputs: [[Int]] { get }

  /// The parameters' names and shapes.
  var parameters: ParameterLayout { get }

  /// The loss of a batch.
  ///
  /// - Parameters:
  ///   - rows: one value for each of ``inputs``; shapes `[rows, ...]`.
  ///   - theta: the parameters, one value for each segment of the layout.
  /// - Returns: the loss, of shape `[]`, and what is to be observed beside it, such as the statistics
  ///   of the batch.
  func loss<A: TensorAlgebra>(
    _ rows: [A], _ theta: Parameters<A>
  ) -> (loss: A, observed: [A])
}
