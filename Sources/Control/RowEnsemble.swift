public import Tensors

/// What the rows of an objective are given, and each row's weight.
public struct RowEnsemble<Element: Scalar>: Sendable {
  /// One tensor for each input of a ``RowLoss``; shapes `[rows, ...]`.
  public let inputs: [Tensor<Element>]
  /// The weights w_i; shape `[rows]`.
  public let weights: Tensor<Element>

  /// Rows of equal weight: the objective is their mean.
  ///
  /// - Precondition: there is an input, and all have the same number of rows.
  public init(_ inputs: [Tensor<Element>]) {
    let rows = inputs.first?.shape.first ?? 0
    self.init(
      inputs, weights: Tensor(repeating: 1 / Element(max(rows, 1)), shape: [rows]))
  }

  /// Rows with weights.
  ///
  /// - Precondition: there is an input, and inputs and weights have the same number of rows.
  public init(_ inputs: [Tensor<Element>], weights: Tensor<Element>) {
    precondition(
      !inputs.isEmpty && inputs.allSatisfy { $0.shape.first == weights.count },
      "rows differ: inputs \(inputs.map(\.shape)), weights \(weights.shape)")
    self.inputs = inputs
    self.weights = weights
  }

  /// The number of rows.
  public var count: Int { weights.count }
}
