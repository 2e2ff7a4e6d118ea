public import DataIO

/// The width of a graph's numbers in an ONNX file.
public enum ONNXPrecision: Sendable, Hashable {
  /// 32 bits.
  case single
  /// 64 bits.
  case double

  /// The format's type.
  public var type: ONNXType {
    switch self {
    case .single: .float32
    case .double: .float64
    }
  }

  /// Numbers as elements of that type.
  public func elements(_ numbers: [Double]) -> ONNXTensor.Elements {
    switch self {
    case .single: .float32(numbers.map(Float.init))
    case .double: .float64(numbers)
    }
  }
}
