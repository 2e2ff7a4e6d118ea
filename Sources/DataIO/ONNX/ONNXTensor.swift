/// An array that is known when a model is written.
public struct ONNXTensor: Sendable, Hashable {
  /// The elements.
  public enum Elements: Sendable, Hashable {
    /// Numbers of 32 bits.
    case float32([Float])
    /// Numbers of 64 bits.
    case float64([Double])
    /// Whole numbers of 64 bits.
    case int64([Int64])
    /// Texts.
    case text([String])
  }

  /// The name.
  public let name: String
  /// The elements in row-major order.
  public let elements: Elements
  /// The extents; none for a single element.
  public let shape: [Int]

  /// An array.
  ///
  /// - Precondition: there are as many elements as the shape holds.
  public init(name: String, _ elements: Elements, shape: [Int]) {
    precondition(
      elements.count == shape.reduce(1, *),
      "\(elements.count) elements given for \(name) of shape \(shape)")
    self.name = name
    self.elements = elements
    self.shape = shape
  }
}

extension ONNXTensor.Elements {
  /// The number of elements.
  public var count: Int {
    switch self {
    case .float32(let values): values.count
    case .float64(let values): values.count
    case .int64(let values): values.count
    case .text(let values): values.count
    }
  }

  /// The type of the elements.
  public var type: ONNXType {
    switch self {
    case .float32: .float32
    case .float64: .float64
    case .int64: .int64
    case .text: .text
    }
  }
}
