public import Tensors

/// The rows of a table as features.
public struct EncodedRows: Sendable, Equatable {
  /// The features; shape `[rows.count, featureCount]`.
  public let features: Tensor<Double>
  /// The rows of the table that they are of, ascending; fewer than it has when some are left out.
  public let rows: [Int]
  /// The columns that the table has beside the features and the target.
  public let extraColumns: [String]
  /// The categories that were not there when the encoder was fitted.
  public let unseen: [UnseenCategories]
  /// The cells that were missing and filled.
  public let filledCells: Int
}

extension EncodedRows {
  /// Categories of a column that were not there when the encoder was fitted; all features of such a
  /// cell are 0.
  public struct UnseenCategories: Sendable, Hashable {
    /// The name of the column.
    public let column: String
    /// The categories.
    public let categories: [String]
    /// The number of rows that have one of them.
    public let rowCount: Int
  }
}

/// The rows of a table as features with what is to be predicted.
public struct EncodedExamples: Sendable, Equatable {
  /// The values of the target column.
  public enum Target: Sendable, Equatable {
    /// The label of each row.
    case labels([String])
    /// The number of each row; shape `[rows, 1]`.
    case numbers(Tensor<Double>)
  }

  /// The features, with the rows whose target is missing left out.
  public let inputs: EncodedRows
  /// What is to be predicted, one a row of the features.
  public let target: Target
}
