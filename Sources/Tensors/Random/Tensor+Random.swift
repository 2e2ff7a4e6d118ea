extension Tensor {
  /// Numbers uniform on `[lower, upper)`, drawn in row-major order.
  ///
  /// - Precondition: the range is not empty and its length is finite.
  public static func uniform(
    shape: [Int], in range: Range<Element> = 0..<1, using stream: inout RandomStream
  ) -> Tensor {
    let bounds = Double(range.lowerBound)..<Double(range.upperBound)
    var tensor = Tensor(shape: shape)
    let count = tensor.count
    tensor.withMutableStart {
      Element.fillUniform($0, count: count, in: bounds, using: &stream)
    }
    return tensor
  }

  /// Independent normal numbers of mean 0 and standard deviation 1, drawn in row-major order.
  public static func normal(shape: [Int], using stream: inout RandomStream) -> Tensor {
    var tensor = Tensor(shape: shape)
    let count = tensor.count
    tensor.withMutableStart { Element.fillNormal($0, count: count, using: &stream) }
    return tensor
  }
}

/// Buffers of random numbers in one precision, one draw a number.
public protocol RandomFill {
  /// Sets numbers uniform on a range, the upper end excluded.
  static func fillUniform(
    _ y: UnsafeMutablePointer<Self>, count: Int, in range: Range<Double>,
    using stream: inout RandomStream)

  /// Sets normal numbers of mean 0 and standard deviation 1.
  static func fillNormal(
    _ y: UnsafeMutablePointer<Self>, count: Int, using stream: inout RandomStream)
}

extension Double: RandomFill {
  public static func fillUniform(
    _ y: UnsafeMutablePointer<Double>, count: Int, in range: Range<Double>,
    using stream: inout RandomStream
  ) {
    for i in 0..<count { y[i] = stream.uniform(in: range) }
  }

  public static func fillNormal(
    _ y: UnsafeMutablePointer<Double>, count: Int, using stream: inout RandomStream
  ) {
    for i in 0..<count { y[i] = stream.normal() }
  }
}

extension Float: RandomFill {
  public static func fillUniform(
    _ y: UnsafeMutablePointer<Float>, count: Int, in range: Range<Double>,
    using stream: inout RandomStream
  ) {
    // Rounding to single precision may reach the upper end, which is excluded.
    let greatest = Float(range.upperBound).nextDown
    for i in 0..<count { y[i] = min(Float(stream.uniform(in: range)), greatest) }
  }

  public static func fillNormal(
    _ y: UnsafeMutablePointer<Float>, count: Int, using stream: inout RandomStream
  ) {
    for i in 0..<count { y[i] = Float(stream.normal()) }
  }
}
