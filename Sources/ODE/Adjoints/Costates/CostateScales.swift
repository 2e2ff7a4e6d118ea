import Tensors

/// For each row the power of two next to its costates and its weight; 1 when these are zero.
///
/// The costate equation is linear in both: in these units tolerances mean the same for all rows.
struct CostateScales<Element: Scalar> {
  /// The scales, one a row.
  let values: [Element]

  /// The scales of costates, of shape `[count, dimension]`, and of weights of the running cost.
  init(
    _ lambda: UnsafePointer<Element>, _ cost: UnsafePointer<Element>?, count: Int, dimension n: Int
  ) {
    values = (0..<count).map { row in
      let sizes = (row * n..<(row + 1) * n).map { abs(lambda[$0]) } + [abs(cost?[row] ?? 0)]
      let largest = sizes.max() ?? 0
      guard largest.isNormal else { return 1 }
      return Element(sign: .plus, exponent: largest.exponent, significand: 1)
    }
  }
}
