public import DataIO

/// Puts a graph of ONNX operators together, giving names to values.
///
/// Values are known by their names. Initializers are kept once for equal contents, and a name is that of
/// the operator with a number behind it, unless the caller wants another.
public struct ONNXGraphBuilder: Sendable {
  /// The operators so far.
  public private(set) var nodes: [ONNXNode] = []
  /// The values known so far.
  public private(set) var initializers: [ONNXTensor] = []
  private var known: [Content: String] = [:]
  private var counts: [String: Int] = [:]
  /// What stands before the names that are made up: those of a graph inside of another must differ from
  /// those outside.
  private let prefix: String

  private struct Content: Hashable {
    let elements: ONNXTensor.Elements
    let shape: [Int]
  }

  private var taken: Set<String> = []

  /// A graph without operators.
  ///
  /// - Parameter prefix: what stands before the names that are made up.
  public init(prefix: String = "") {
    self.prefix = prefix
  }

  /// Takes a name, or the nearest that is free: the same with underscores behind it.
  ///
  /// - Returns: the name, which nothing else in the graph will have.
  public mutating func take(_ name: String) -> String {
    var free = name
    while !taken.insert(free).inserted { free += "_" }
    return free
  }

  /// A beginning of names that no name in the graph has so far.
  func freePrefix(_ prefix: String) -> String {
    var free = prefix
    while taken.contains(where: { $0.hasPrefix(free) }) { free += "_" }
    return free
  }

  /// Adds a use of an operator that makes one value.
  ///
  /// - Parameters:
  ///   - type: the operator.
  ///   - inputs: the names of the values it takes.
  ///   - attributes: what is fixed about it.
  ///   - domain: the operator's domain.
  ///   - name: the name of its value, taken before; made up when nil.
  /// - Returns: the name of the value.
  public mutating func add(
    _ type: String, _ inputs: [String], _ attributes: [ONNXAttribute] = [], domain: String = "",
    named name: String? = nil
  ) -> String {
    let output = name ?? newName(type)
    nodes.append(ONNXNode(type, inputs, to: [output], attributes: attributes, domain: domain))
    return output
  }

  /// Adds a use of an operator whose outputs have names already.
  public mutating func add(_ node: ONNXNode) { nodes.append(node) }

  /// A known array, under a name of the caller's or the nearest that is free.
  ///
  /// - Returns: the name.
  public mutating func initializer(
    named name: String, _ elements: ONNXTensor.Elements, shape: [Int]
  ) -> String {
    let name = take(name)
    initializers.append(ONNXTensor(name: name, elements, shape: shape))
    return name
  }

  /// A known array under a name that is made up; equal arrays have the same.
  ///
  /// - Returns: the name.
  public mutating func constant(_ elements: ONNXTensor.Elements, shape: [Int]) -> String {
    let content = Content(elements: elements, shape: shape)
    if let name = known[content] { return name }
    let name = newName("Constant")
    known[content] = name
    initializers.append(ONNXTensor(name: name, elements, shape: shape))
    return name
  }

  /// Whole numbers in a list, such as axes.
  public mutating func integers(_ numbers: [Int]) -> String {
    constant(.int64(numbers.map(Int64.init)), shape: [numbers.count])
  }

  /// The graph with what goes into it and comes out.
  public func graph(named name: String, inputs: [ONNXValue], outputs: [ONNXValue]) -> ONNXGraph {
    ONNXGraph(
      name: name, nodes: nodes, initializers: initializers, inputs: inputs, outputs: outputs)
  }

  private mutating func newName(_ type: String) -> String {
    counts[type, default: 0] += 1
    return take("\(prefix)\(type)\(counts[type, default: 0])")
  }
}
