public import Tensors

/// The affine map that gives each column mean 0 and standard deviation 1.
public struct Standardizer: Sendable, Hashable {
  /// The columns' means.
  public let means: [Double]
  /// The columns' standard deviations; 1 for a constant column.
  public let scales: [Double]

  /// The map with given means and scales.
  ///
  /// - Precondition: there are as many means as scales.
  public init(means: [Double], scales: [Double]) {
    precondition(means.count == scales.count, "\(means.count) means, \(scales.count) scales")
    self.means = means
    self.scales = scales
  }

  /// The map for the columns of a matrix; the standard deviation divides by the number of rows.
  public init(fitting x: Tensor<Double>) {
    // Sums and squares of large numbers may be beyond the range of a double, their parts are not.
    let mean = (x / Double(max(x.shape[0], 1))).sum(over: 0)
    let centred = x - mean
    let spread = centred.absolute().maximum(over: 0)
    let unit = Tensor(spread.elements.map { $0 > 0 ? $0 : 1 })
    let deviation = unit * (centred / unit).squared().mean(over: 0).squareRoot()
    means = mean.elements
    // A column whose spread is rounding of its size is constant.
    scales = zip(deviation.elements, means).map { deviation, mean in
      deviation > 1e-12 * abs(mean) ? deviation : 1
    }
  }

  /// The standardised matrix.
  public func apply(to x: Tensor<Double>) -> Tensor<Double> {
    (x - Tensor(means)) / Tensor(scales)
  }

  /// The matrix whose standardised form is given.
  public func undo(_ x: Tensor<Double>) -> Tensor<Double> {
    x * Tensor(scales) + Tensor(means)
  }
}

extension Tensor {
  /// The same numbers in another precision.
  public func converted<Other: Scalar>(to _: Other.Type) -> Tensor<Other> {
    Tensor<Other>(elements.map { Other($0) }, shape: shape)
  }
}
