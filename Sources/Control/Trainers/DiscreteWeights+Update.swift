import Tensors

extension DiscreteWeights {
  /// ρ_k of a node: ρ times the largest |M| among the entries whose weight is not M's sign.
  func proximity<Element: Scalar>(
    _ theta: UnsafePointer<Element>, _ average: UnsafePointer<Element>, count: Int
  ) -> Element {
    var largest: Element = 0
    for entry in 0..<count {
      let m = average[entry]
      let sign: Element = m > 0 ? 1 : m < 0 ? -1 : 0
      if sign != theta[entry] { largest = max(largest, abs(m)) }
    }
    return Element(inertia) * largest
  }

  /// The maximising weight of {-1, 1}; where both are as good, the one that is there.
  static func binary<Element: Scalar>(_ theta: Element, _ m: Element, _ rho: Element) -> Element {
    // Another sign costs 2 ρ and gains 2 |M|.
    let sign: Element = m > 0 ? 1 : m < 0 ? -1 : theta
    return sign != theta && abs(m) > rho ? sign : theta
  }

  /// The maximising weight of {-1, 0, 1}.
  static func ternary<Element: Scalar>(
    _ theta: Element, _ m: Element, _ rho: Element, _ lambda: Element
  ) -> Element {
    if m > rho * (1 - 2 * theta) + lambda { return 1 }
    if m < -rho * (1 + 2 * theta) - lambda { return -1 }
    return 0
  }
}

extension DiscreteWeights {
  /// Moves the weights of a node to the maximisers, given the average M.
  ///
  /// - Parameters:
  ///   - theta: the weights, members of the set; shape `[count]`.
  ///   - average: M; shape `[count]`.
  ///   - count: the number of weights.
  ///   - isTernary: whether 0 is a member.
  func update<Element: Scalar>(
    _ theta: UnsafeMutablePointer<Element>, _ average: UnsafePointer<Element>, count: Int,
    isTernary: Bool
  ) {
    let rho = proximity(theta, average, count: count)
    let lambda = Element(sparsity)
    for entry in 0..<count {
      theta[entry] =
        isTernary
        ? DiscreteWeights.ternary(theta[entry], average[entry], rho, lambda)
        : DiscreteWeights.binary(theta[entry], average[entry], rho)
    }
  }
}
