internal import Tensors

/// The Euclidean norm of a buffer; right also where the sum of squares overflows or underflows.
///
/// The plain sum is used when it is safe. Otherwise a copy is scaled by a power of two, which
/// changes no digit.
func euclideanNorm<Element: Scalar>(_ x: UnsafePointer<Element>, count: Int) -> Element {
  let square = Element.dot(x, x, count: count)
  let least = Element.leastNormalMagnitude / Element.ulpOfOne
  if square.isFinite, square > least { return square.squareRoot() }
  guard Element.allFinite(x, count: count) else { return square }
  return withUnsafeTemporaryAllocation(of: Element.self, capacity: count) { scaled in
    guard let copy = scaled.baseAddress, count > 0 else { return 0 }
    copy.initialize(repeating: 0, count: count)
    let exponent = Element.greatestFiniteMagnitude.exponent
    let isLarge = !square.isFinite
    // Three quarters of the range make the squares of the largest and the least numbers normal.
    let shift = Element.Exponent(Int(exponent) * 3 / 4)
    let factor = Element(sign: .plus, exponent: isLarge ? -shift : shift, significand: 1)
    Element.scaleAdd(factor, x, 0, to: copy, count: count)
    return Element.dot(copy, copy, count: count).squareRoot() / factor
  }
}
