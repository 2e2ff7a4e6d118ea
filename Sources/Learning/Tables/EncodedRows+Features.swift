public import Tensors

extension EncodedRows {
  /// Rows that were features from the beginning, such as the pixels of images.
  ///
  /// - Parameter features: shape `[rows, features]`.
  public init(features: Tensor<Double>) {
    self.init(
      features: features, rows: Array(0..<features.shape[0]), extraColumns: [], unseen: [],
      filledCells: 0)
  }
}
