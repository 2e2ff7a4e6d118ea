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
    self.init(fitting: x, rows: nil)
  }

  /// The map for some rows of a matrix, all when nil; they are looked at some columns at a time, for
  /// the matrix may be large.
  init(fitting x: Tensor<Double>, rows: [Int]?) {
    var means: [Double] = []
    var scales: [Double] = []
    for first in stride(from: 0, to: x.shape[1], by: Standardizer.columnsAtOnce) {
      let columns = x.columns(first..<min(first + Standardizer.columnsAtOnce, x.shape[1]))
      let (mean, scale) = Standardizer.moments(rows.map { columns.rows(at: $0) } ?? columns)
      means += mean
      scales += scale
    }
    self.init(means: means, scales: scales)
  }

  private static var columnsAtOnce: Int { 32 }
  private static var rowsAtOnce: Int { 1024 }

  private static func moments(_ x: Tensor<Double>) -> (means: [Double], scales: [Double]) {
    // Sums and squares of large numbers may be beyond the range of a double, their parts are not.
    let mean = (x / Double(max(x.shape[0], 1))).sum(over: 0)
    let centred = x - mean
    let spread = centred.absolute().maximum(over: 0)
    let unit = Tensor(spread.elements.map { $0 > 0 ? $0 : 1 })
    let deviation = unit * (centred / unit).squared().mean(over: 0).squareRoot()
    // A column whose spread is rounding of its size is constant.
    let scales = zip(deviation.elements, mean.elements).map { deviation, mean in
      deviation > 1e-12 * abs(mean) ? deviation : 1
    }
    return (mean.elements, scales)
  }

  /// Some rows of a matrix, standardised and in another precision; a few at a time, so that only the
  /// result is large.
  func apply<Element: Scalar>(
    to x: Tensor<Double>, rows: [Int], as type: Element.Type
  ) -> Tensor<Element> {
    var result = Tensor<Element>.zeros([rows.count, x.shape[1]])
    for first in stride(from: 0, to: rows.count, by: Standardizer.rowsAtOnce) {
      let some = x.rows(at: Array(rows[first..<min(first + Standardizer.rowsAtOnce, rows.count)]))
      result.replaceRows(from: first, with: apply(to: some).converted(to: type))
    }
    return result
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
