/// One use of an operator.
public struct ONNXNode: Sendable, Hashable {
  /// The operator's name, such as `MatMul`.
  public let type: String
  /// The domain that the operator belongs to: empty for the format's own, `ai.onnx.ml` for those on
  /// tables.
  public let domain: String
  /// The names of the values it takes.
  public let inputs: [String]
  /// The names of the values it makes.
  public let outputs: [String]
  /// What is fixed about it, in order.
  public let attributes: [ONNXAttribute]

  /// A use of an operator.
  public init(
    _ type: String, _ inputs: [String], to outputs: [String], attributes: [ONNXAttribute] = [],
    domain: String = ""
  ) {
    self.type = type
    self.domain = domain
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
  }
}

/// Something that is fixed about a use of an operator.
public struct ONNXAttribute: Sendable, Hashable {
  /// The values of attributes.
  public enum Value: Sendable, Hashable {
    /// A number.
    case float(Float)
    /// A whole number.
    case integer(Int)
    /// A text.
    case text(String)
    /// A graph, of operators that repeat or choose.
    indirect case graph(ONNXGraph)
    /// Whole numbers.
    case integers([Int])
    /// Texts.
    case texts([String])
  }

  /// The attribute's name.
  public let name: String
  /// Its value.
  public let value: Value

  /// An attribute.
  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}
