extension Tensor {
  /// The number of rows of a square matrix.
  ///
  /// - Precondition: the tensor is one.
  var squareExtent: Int {
    let (rows, columns) = matrixExtents
    precondition(rows == columns, "a square matrix is needed, not one of shape \(shape)")
    return rows
  }

  /// Throws the place of the first element of a matrix that is NaN or infinite.
  func requireFinite() throws(LinearAlgebraError) {
    guard !isFinite else { return }
    let place = withUnsafeElements { $0.firstIndex { !$0.isFinite } } ?? 0
    let columns = matrixExtents.columns
    throw .notFinite(row: place / columns, column: place % columns)
  }

  /// The elements on and above the diagonal of a matrix; zeros below.
  func upperTriangle() -> Tensor {
    let (rows, columns) = matrixExtents
    var result = self
    result.fillRows(count: rows) { row in 0..<min(row, columns) }
    return result
  }

  /// The elements on and below the diagonal of a matrix; zeros above.
  func lowerTriangle() -> Tensor {
    let (rows, columns) = matrixExtents
    var result = self
    result.fillRows(count: rows) { row in min(row + 1, columns)..<columns }
    return result
  }

  private mutating func fillRows(count: Int, _ range: (Int) -> Range<Int>) {
    let columns = shape[1]
    withMutableStart { start in
      for row in 0..<count {
        let zeros = range(row)
        Element.fill(start + row * columns + zeros.lowerBound, with: 0, count: zeros.count)
      }
    }
  }

  /// A right-hand side as a matrix: a vector becomes one column.
  ///
  /// - Precondition: it is a vector or a matrix with `rows` rows.
  func asColumns(rows: Int) -> Tensor {
    precondition(
      (rank == 1 || rank == 2) && shape[0] == rows,
      "a right-hand side of shape \(shape) does not fit a matrix with \(rows) rows")
    return rank == 1 ? insertingAxis(at: 1) : self
  }

  /// A vector after the closure has solved a system in its place.
  ///
  /// - Precondition: it is a vector of `size` elements.
  func vectorSolved(size: Int, _ solve: (UnsafeMutablePointer<Element>) -> Void) -> Tensor {
    precondition(
      shape == [size], "a right-hand side of shape \(shape) does not fit \(size) unknowns")
    var x = self
    x.withMutableStart(solve)
    return x
  }
}

/// The permutation that undoes another.
func inversePermutation(_ permutation: [Int]) -> [Int] {
  var inverse = [Int](repeating: 0, count: permutation.count)
  for (place, index) in permutation.enumerated() { inverse[index] = place }
  return inverse
}

/// The product of all elements, which leaves the range of numbers only if the result does.
func productInRange<Element: Scalar>(_ factors: Tensor<Element>) -> Element {
  var product: Element = 1
  var exponent = 0
  for factor in factors.elements {
    guard factor.isFinite, factor != 0 else { return factors.elements.reduce(1, *) }
    // Both factors are below 2 in magnitude, and their product is brought back below 2.
    product *= factor.significandWithSign
    exponent += Int(factor.exponent) + Int(product.exponent)
    product = product.significandWithSign
  }
  return Element(sign: .plus, exponent: Element.Exponent(exponent), significand: product)
}

extension Scalar {
  /// The number over the power of two next below its magnitude.
  fileprivate var significandWithSign: Self {
    Self(sign: sign, exponent: 0, significand: significand)
  }
}
