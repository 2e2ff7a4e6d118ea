/// Which factors of a product are transposed first.
public enum Transposition: Sendable, Hashable, CaseIterable {
  case neither
  case left
  case right
  case both
}

extension Tensor {
  /// The matrix product with a matrix or a vector.
  ///
  /// Shapes: `[m, k]` with `[k, n]` gives `[m, n]`, and with `[k]` gives `[m]`, after the named
  /// factors are transposed (a vector has no transpose).
  ///
  /// - Precondition: this is a matrix, the other a matrix or a vector, and the inner extents agree.
  public func product(_ other: Tensor, transposing: Transposition = .neither) -> Tensor {
    let extents = ProductExtents(shape, other.shape, transposing)
    return Tensor(filling: extents.shape) { multiply(other, extents, alpha: 1, beta: 0, to: $0) }
  }

  /// Adds `scale * op(a) op(b)` to this matrix or vector.
  ///
  /// - Precondition: the product has this tensor's shape.
  public mutating func accumulate(
    productOf a: Tensor, _ b: Tensor, transposing: Transposition = .neither, scale: Element = 1
  ) {
    let extents = ProductExtents(a.shape, b.shape, transposing)
    precondition(
      extents.shape == shape, "a product of shape \(extents.shape) has no place in \(shape)")
    withMutableStart { a.multiply(b, extents, alpha: scale, beta: 1, to: $0) }
  }

  private func multiply(
    _ other: Tensor, _ extents: ProductExtents, alpha: Element, beta: Element,
    to c: UnsafeMutablePointer<Element>
  ) {
    withStart { a in
      other.withStart { b in
        guard extents.k > 0 else {
          // A sum of no terms; BLAS may return before it has set C.
          if beta == 0 { Element.fill(c, with: 0, count: extents.m * (extents.n ?? 1)) }
          return
        }
        guard let n = extents.n else {
          return Element.multiply(
            rows: shape[0], columns: shape[1], alpha: alpha, a, transposed: extents.aTransposed, b,
            beta: beta, to: c)
        }
        Element.multiply(
          m: extents.m, n: n, k: extents.k, alpha: alpha, a, stride: shape[1],
          transposed: extents.aTransposed, b, stride: other.shape[1],
          transposed: extents.bTransposed, beta: beta, to: c, stride: n)
      }
    }
  }
}

/// The extents of a product: `[m, k]` by `[k, n]`, or by `[k]` when `n` is nil.
private struct ProductExtents {
  let m: Int
  let n: Int?
  let k: Int
  let aTransposed: Bool
  let bTransposed: Bool

  init(_ a: [Int], _ b: [Int], _ transposing: Transposition) {
    aTransposed = transposing == .left || transposing == .both
    bTransposed = transposing == .right || transposing == .both
    precondition(
      a.count == 2 && (b.count == 2 || b.count == 1 && !bTransposed),
      "no product of shapes \(a) and \(b) transposing \(transposing)")
    m = aTransposed ? a[1] : a[0]
    k = aTransposed ? a[0] : a[1]
    n = b.count == 1 ? nil : (bTransposed ? b[0] : b[1])
    let inner = bTransposed ? b[1] : b[0]
    precondition(
      k == inner, "inner extents differ in a product of \(a) and \(b) transposing \(transposing)")
  }

  var shape: [Int] { n.map { [m, $0] } ?? [m] }
}
