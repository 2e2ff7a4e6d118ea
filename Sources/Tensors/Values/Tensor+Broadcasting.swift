extension Tensor {
  /// The tensor repeated to a larger shape: trailing axes aligned, extent 1 repeats.
  ///
  /// Shape `[3]` fits `[2, 3]`, each row the same; so does `[2, 1]`, each column the same.
  ///
  /// - Precondition: the tensor's shape fits.
  public func broadcast(to shape: [Int]) -> Tensor {
    guard shape != self.shape else { return self }
    return Tensor(filling: shape) { write(to: $0, broadcastTo: shape) }
  }

  /// Writes the elements, repeated to a larger shape, into a buffer of that shape.
  func write(to y: UnsafeMutablePointer<Element>, broadcastTo target: [Int]) {
    let missing = target.count - rank
    let fits =
      missing >= 0
      && zip(shape, target.dropFirst(missing)).allSatisfy { $0 == $1 || $0 == 1 }
    precondition(fits, "shape \(shape) cannot be repeated to \(target)")
    withStart { x in
      guard count != 1 else {
        return Element.fill(y, with: x[0], count: target.reduce(1, *))
      }
      let own = zip(shape, rowMajorStrides(of: shape)).map { $0 == 1 ? 0 : $1 }
      let strides = [Int](repeating: 0, count: missing) + own
      copyElements(
        of: target, from: x, strides: strides, to: y, strides: rowMajorStrides(of: target))
    }
  }
}

/// The smallest shape that both shapes can be repeated to.
///
/// - Precondition: extents of aligned axes agree or one of them is 1.
func broadcastShape(_ a: [Int], _ b: [Int]) -> [Int] {
  guard a != b else { return a }
  let rank = max(a.count, b.count)
  let left = [Int](repeating: 1, count: rank - a.count) + a
  let right = [Int](repeating: 1, count: rank - b.count) + b
  return zip(left, right).map { m, n in
    precondition(m == n || m == 1 || n == 1, "shapes \(a) and \(b) do not fit each other")
    return m == 1 ? n : m
  }
}
