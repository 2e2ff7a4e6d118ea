// The named functions of one number, for formulas; `map(_:)` is for an operation that is data.

extension Tensor {
  /// The elements' absolute values.
  public func absolute() -> Tensor { map(.absolute) }

  /// The elements' signs: 1, 0 or -1.
  public func sign() -> Tensor { map(.sign) }

  /// The elements' squares.
  public func squared() -> Tensor { map(.square) }

  /// The elements' reciprocals.
  public func reciprocal() -> Tensor { map(.reciprocal) }

  /// The elements' square roots.
  public func squareRoot() -> Tensor { map(.squareRoot) }

  /// The elements' exponentials.
  public func exp() -> Tensor { map(.exp) }

  /// The elements' natural logarithms.
  public func log() -> Tensor { map(.log) }

  /// The elements' sines, of radians.
  public func sin() -> Tensor { map(.sin) }

  /// The elements' cosines, of radians.
  public func cos() -> Tensor { map(.cos) }

  /// The elements' hyperbolic tangents.
  public func tanh() -> Tensor { map(.tanh) }

  /// The elements' logistic functions `1 / (1 + exp(-x))`.
  public func sigmoid() -> Tensor { map(.sigmoid) }

  /// The elements' smooth ramps `log(1 + exp(x))`.
  public func softplus() -> Tensor { map(.softplus) }

  /// The elements' ramps `max(x, 0)`.
  public func relu() -> Tensor { map(.relu) }

  /// The elements' unit steps: 1 where x > 0, else 0.
  public func step() -> Tensor { map(.step) }

  /// The elements' error functions.
  public func erf() -> Tensor { map(.erf) }

  /// Each element times the normal distribution function.
  public func gelu() -> Tensor { map(.gelu) }

  /// Each element times its logistic function.
  public func silu() -> Tensor { map(.silu) }

  /// The elements raised to powers.
  public func raised(to exponent: Tensor) -> Tensor { combined(with: exponent, by: .power) }

  /// The elements raised to one power.
  public func raised(to exponent: Element) -> Tensor {
    map(.power, number: exponent, side: .right)
  }

  /// The elements, with those outside the bounds moved to the nearest bound.
  ///
  /// - Precondition: a range has a least number, so its bounds are ordered.
  public func clamped(to bounds: ClosedRange<Element>) -> Tensor {
    map(.maximum, number: bounds.lowerBound, side: .right)
      .map(.minimum, number: bounds.upperBound, side: .right)
  }
}
