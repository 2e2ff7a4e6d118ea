/// A model in the Open Neural Network Exchange format: a graph of operators with what belongs to it.
///
/// ```swift
/// let model = ONNXModel(graph: graph, producer: "flowlearn", version: "1.0")
/// let file = model.bytes
/// ```
///
/// > Source: ONNX, IR.md and onnx.proto.
public struct ONNXModel: Sendable, Hashable {
  /// The version of the operators that graphs are written for.
  public static let operatorVersion = 17
  /// The version of the operators on tables, of the domain `ai.onnx.ml`.
  public static let tableOperatorVersion = 3
  /// The version of the format itself, that of these operators.
  public static let formatVersion = 8

  /// What is computed.
  public var graph: ONNXGraph
  /// The program that wrote the model.
  public var producer: String
  /// Its version.
  public var version: String
  /// What the model is for, in words.
  public var documentation: String
  /// Keys with values, `metadata_props` in the file, in order.
  public var metadata: [Entry]

  /// A key of the metadata with its value.
  public struct Entry: Sendable, Hashable {
    /// The key.
    public let key: String
    /// The value.
    public let value: String

    /// An entry.
    public init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  /// A model.
  public init(
    graph: ONNXGraph, producer: String, version: String, documentation: String = "",
    metadata: [Entry] = []
  ) {
    self.graph = graph
    self.producer = producer
    self.version = version
    self.documentation = documentation
    self.metadata = metadata
  }
}

/// A function in operators: named values, and the nodes that make some of others.
public struct ONNXGraph: Sendable, Hashable {
  /// The graph's name.
  public var name: String
  /// The operators, in an order in which each value is made before it is used.
  public var nodes: [ONNXNode]
  /// The values that are known when the model is written.
  public var initializers: [ONNXTensor]
  /// The values that the caller gives.
  public var inputs: [ONNXValue]
  /// The values that the caller gets.
  public var outputs: [ONNXValue]

  /// A graph.
  public init(
    name: String, nodes: [ONNXNode] = [], initializers: [ONNXTensor] = [],
    inputs: [ONNXValue] = [], outputs: [ONNXValue] = []
  ) {
    self.name = name
    self.nodes = nodes
    self.initializers = initializers
    self.inputs = inputs
    self.outputs = outputs
  }
}

/// What is said about a value that goes into a graph or comes out: its name, type and shape.
public struct ONNXValue: Sendable, Hashable {
  /// The extent of an axis.
  public enum Extent: Sendable, Hashable {
    /// It is known.
    case fixed(Int)
    /// It is known when the model runs; the same name stands for the same extent.
    case named(String)
  }

  /// The value's name.
  public let name: String
  /// The type of its elements.
  public let type: ONNXType
  /// Its extents.
  public let shape: [Extent]
  /// What it is, in words.
  public let documentation: String

  /// A value.
  public init(name: String, type: ONNXType, shape: [Extent], documentation: String = "") {
    self.name = name
    self.type = type
    self.shape = shape
    self.documentation = documentation
  }
}

/// A type of elements; the raw values are the format's.
public enum ONNXType: Int, Sendable, Hashable {
  /// Numbers of 32 bits.
  case float32 = 1
  /// Whole numbers of 64 bits.
  case int64 = 7
  /// Texts.
  case text = 8
  /// Truth values.
  case bool = 9
  /// Numbers of 64 bits.
  case float64 = 11
}
