import Tensors

extension Scalar {
  /// The sine of one number, in its own precision.
  static func sin(_ x: Self) -> Self { applied(.sin, x) }

  /// The cosine of one number, in its own precision.
  static func cos(_ x: Self) -> Self { applied(.cos, x) }

  private static func applied(_ operation: UnaryOperation, _ x: Self) -> Self {
    var x = x
    withUnsafeMutablePointer(to: &x) { apply(operation, $0, to: $0, count: 1) }
    return x
  }
}
