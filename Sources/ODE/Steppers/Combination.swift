import Tensors

/// A weighted sum of velocities, weights of zero left out: y = x + h Σ_i w_i k_i.
///
/// Leaving them out saves work, and keeps an infinite velocity of weight zero from giving NaN. All
/// states have their rows last.
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
  ///   - y: receives the sums; shape `[columns, rows]`.
  func apply(
    rows: Int, columns: Int, _ x: UnsafePointer<Element>?, h: UnsafePointer<Element>,
    to y: UnsafeMutablePointer<Element>
  ) {
    withTables { weights, velocities in
      Element.combine(
        rowsLast: rows, columns: columns, x, h: h, weights: weights, velocities, to: y)
    }
  }

  /// Computes, with the sum as an error, each row's mean of its squares relative to tolerances at the
  /// states before and after the step.
  func squaredErrors(
    rows: Int, columns: Int, _ x: UnsafePointer<Element>, _ y: UnsafePointer<Element>,
    h: UnsafePointer<Element>, tolerances: (absolute: Element, relative: Element),
    to squares: UnsafeMutablePointer<Element>
  ) {
    withTables { weights, velocities in
      Element.squaredErrors(
        rowsLast: rows, columns: columns, x, y, h: h, weights: weights, velocities,
        tolerances: tolerances, to: squares)
    }
  }

  /// Computes each row's mean of the squares of errors, relative to tolerances at two states.
  ///
  /// - Parameters: as of ``squaredErrors(rows:columns:_:_:h:tolerances:to:)``, `errors` the errors themselves.
  static func squaredErrors(
    of errors: UnsafePointer<Element>, rows: Int, columns: Int, _ x: UnsafePointer<Element>,
    _ y: UnsafePointer<Element>, h: UnsafePointer<Element>,
    tolerances: (absolute: Element, relative: Element), to squares: UnsafeMutablePointer<Element>
  ) {
    withUnsafePointer(to: Element(1)) { one in
      withUnsafePointer(to: UnsafePointer<Element>?(errors)) { table in
        Element.squaredErrors(
          rowsLast: rows, columns: columns, x, y, h: h,
          weights: UnsafeBufferPointer(start: one, count: 1), table, tolerances: tolerances,
          to: squares)
      }
    }
  }

  private func withTables(
    _ body: (UnsafeBufferPointer<Element>, UnsafePointer<UnsafePointer<Element>?>) -> Void
  ) {
    weights.withUnsafeBufferPointer { weights in
      velocities.withUnsafeBufferPointer { velocities in
        if let velocities = velocities.baseAddress { body(weights, velocities) }
      }
    }
  }
}
