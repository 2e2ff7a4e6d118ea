import Tensors

/// The inverses by which Broyden's iteration corrects the rows of a block, with their last corrections
/// and residuals; by slots.
///
/// > Source: Broyden, Math. Comp. 19 (1965).
final class BroydenInverses<Element: Scalar> {
  typealias Buffer = UnsafeMutablePointer<Element>

  private let n: Int
  private let inverses: Buffer
  private let residuals: Buffer
  private let corrections: Buffer
  private let product: Buffer
  private let change: Buffer

  /// Memory for so many rows.
  init(rows: Int, dimension: Int) {
    n = dimension
    let size = rows * dimension
    let count = max(size * dimension + 2 * size + 2 * dimension, 1)
    inverses = .allocate(capacity: count)
    inverses.initialize(repeating: 0, count: count)
    residuals = inverses + size * dimension
    corrections = residuals + size
    product = corrections + size
    change = product + dimension
  }

  deinit { inverses.deallocate() }

  /// Begins with the inverse of I − h J of a row in a slot.
  ///
  /// - Parameters:
  ///   - slot: the slot.
  ///   - jacobians: the matrices J.
  ///   - place: the row's place among them.
  ///   - step: h.
  /// - Returns: whether there is one.
  func begin(
    _ slot: Int, by jacobians: RowJacobians<Element>, _ place: Int, step: Element
  ) -> Bool {
    guard jacobians.factor(place, step: step) else { return false }
    let inverse = inverses + slot * n * n
    for column in 0..<n {
      for c in 0..<n { product[c] = c == column ? 1 : 0 }
      jacobians.solve(place, product)
      for c in 0..<n { inverse[c * n + column] = product[c] }
    }
    return true
  }

  /// Computes the correction of a row in a slot: the inverse times a residual.
  ///
  /// - Parameters:
  ///   - slot: the slot.
  ///   - residual: the residual, and in its place the correction.
  ///   - isFirst: whether there was no correction before, by which the inverse is improved.
  func correct(_ slot: Int, _ residual: Buffer, isFirst: Bool) {
    if !isFirst { improve(slot, residual) }
    (residuals + slot * n).update(from: residual, count: n)
    multiply(slot, residuals + slot * n, into: residual)
    for c in 0..<n { corrections[slot * n + c] = -residual[c] }
  }

  private func multiply(_ slot: Int, _ v: UnsafePointer<Element>, into y: Buffer) {
    let inverse = inverses + slot * n * n
    for c in 0..<n { y[c] = Element.dot(inverse + c * n, v, count: n) }
  }

  /// After a correction s that changed the residual by q: H += (s − H q) sᵀH / (sᵀH q).
  private func improve(_ slot: Int, _ residual: UnsafePointer<Element>) {
    let (inverse, s, old) = (
      inverses + slot * n * n, corrections + slot * n, residuals + slot * n
    )
    for c in 0..<n { change[c] = residual[c] - old[c] }
    multiply(slot, change, into: product)
    let scale = Element.dot(s, product, count: n)
    guard abs(scale) > Element.leastNormalMagnitude else { return }
    for c in 0..<n { product[c] = (s[c] - product[c]) / scale }
    // sᵀH in place of q, which is not needed any more.
    for column in 0..<n {
      var sum = Element(0)
      for c in 0..<n { sum += s[c] * inverse[c * n + column] }
      change[column] = sum
    }
    for c in 0..<n {
      for column in 0..<n { inverse[c * n + column] += product[c] * change[column] }
    }
  }
}
