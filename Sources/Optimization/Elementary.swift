internal import Tensors

/// `base` to a whole power by repeated squaring, the same on every machine.
func power(_ base: Double, _ exponent: Int) -> Double {
  precondition(exponent >= 0, "the exponent \(exponent) must not be negative")
  var result = 1.0
  var square = base
  var rest = exponent
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}

/// `base` to a real power.
func power(_ base: Double, _ exponent: Double) -> Double {
  var y = base
  withUnsafePointer(to: exponent) { exponent in
    withUnsafePointer(to: base) { Double.apply(.power, $0, exponent, to: &y, count: 1) }
  }
  return y
}

/// The cosine of an angle in radians.
func cosineOf(_ x: Double) -> Double {
  var y = 0.0
  withUnsafePointer(to: x) { Double.apply(.cos, $0, to: &y, count: 1) }
  return y
}
