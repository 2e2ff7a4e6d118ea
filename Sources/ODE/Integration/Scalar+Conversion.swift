import Tensors

// Whole buffers between Double, in which times are kept, and the precision of the states: the type is
// looked at once a call, not once an element.

extension Scalar {
  /// Rounds `count` numbers to this precision.
  static func round(
    _ x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Self>, count: Int
  ) {
    let place = UnsafeMutableRawPointer(y)
    if Self.self == Double.self {
      place.copyMemory(from: x, byteCount: count * MemoryLayout<Double>.stride)
    } else if Self.self == Float.self {
      let y = place.assumingMemoryBound(to: Float.self)
      for index in 0..<count { y[index] = Float(x[index]) }
    } else {
      for index in 0..<count { y[index] = Self(x[index]) }
    }
  }

  /// Widens `count` numbers to double precision.
  static func widen(
    _ x: UnsafePointer<Self>, to y: UnsafeMutablePointer<Double>, count: Int
  ) {
    let place = UnsafeRawPointer(x)
    if Self.self == Double.self {
      UnsafeMutableRawPointer(y).copyMemory(
        from: place, byteCount: count * MemoryLayout<Double>.stride)
    } else if Self.self == Float.self {
      let x = place.assumingMemoryBound(to: Float.self)
      for index in 0..<count { y[index] = Double(x[index]) }
    } else {
      for index in 0..<count { y[index] = Double(x[index]) }
    }
  }
}
