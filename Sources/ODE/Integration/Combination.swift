import Tensors

/// A weighted sum of velocities, weights of zero left out: y = x + h Σ_i w_i k_i.
///
/// Leaving them out saves work, and keeps an infinite velocity of weight zero from giving NaN.
struct Combination<Element: Scalar> {
  private let weights: [Element]
  private let velocities: [UnsafePointer<Element>?]

  /// The sum of `weights[i]` times the velocity whose place the closure gives.
  init(_ weights: [Double], _ velocity: (Int) -> UnsafePointer<Element>) {
    let used = weights.indices.filter { weights[$0] != 0 }
    self.weights = used.map { Element(weights[$0]) }
    velocities = used.map(velocity)
  }

  /// Computes the sum for all rows, each with its own step size.
  ///
  /// - Parameters:
  ///   - rows: the number of rows.
  ///   - columns: the components of a row.
  ///   - x: the states to add to; nil for zero.
  ///   - h: the step sizes; shape `[rows]`.
  ///   - y: receives the sums; shape `[rows, columns]`.
  func apply(
    rows: Int, columns: Int, _ x: UnsafePointer<Element>?, h: UnsafePointer<Element>,
    to y: UnsafeMutablePointer<Element>
  ) {
    weights.withUnsafeBufferPointer { weights in
      velocities.withUnsafeBufferPointer { velocities in
        guard let velocities = velocities.baseAddress else { return }
        Element.combine(
          rows: rows, columns: columns, x, h: h, stepPerRow: true, weights: weights, velocities,
          to: y)
      }
    }
  }
}
