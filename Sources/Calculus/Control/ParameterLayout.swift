/// The names and shapes of a field's parameters, laid one after another in one flat vector.
///
/// The flat vector is what optimisers, control paths and model files see; the shapes are what a
/// field's code sees.
public struct ParameterLayout: Sendable, Hashable {
  /// One parameter tensor and its place in the flat vector.
  public struct Segment: Sendable, Hashable {
    /// The name, unique in its layout, as in `hidden.weight`.
    public let name: String
    /// The extents.
    public let shape: [Int]
    /// The place of its first element in the flat vector.
    public let offset: Int

    /// The number of elements.
    public var count: Int { shape.reduce(1, *) }
    /// The places of its elements in the flat vector.
    public var range: Range<Int> { offset..<offset + count }
  }

  /// The parameters in the order of the flat vector.
  public private(set) var segments: [Segment] = []

  /// The length of the flat vector.
  public var count: Int { segments.last?.range.upperBound ?? 0 }

  /// A layout without parameters.
  public init() {}

  /// A layout of the named shapes, in order.
  public init(_ parameters: KeyValuePairs<String, [Int]>) {
    for (name, shape) in parameters { append(name, shape: shape) }
  }

  /// Adds a parameter at the end.
  ///
  /// - Precondition: no other parameter has the name, and no extent is negative.
  public mutating func append(_ name: String, shape: [Int]) {
    precondition(!segments.contains { $0.name == name }, "two parameters are named \(name)")
    precondition(shape.allSatisfy { $0 >= 0 }, "negative extent in shape \(shape) of \(name)")
    segments.append(Segment(name: name, shape: shape, offset: count))
  }

  /// Adds the parameters of another layout at the end, their names after a prefix and a dot.
  public mutating func append(_ other: ParameterLayout, prefix: String) {
    for segment in other.segments { append("\(prefix).\(segment.name)", shape: segment.shape) }
  }
}

/// A field's parameters while its code is traced or computed: one value for each segment of its
/// layout, in order.
public struct Parameters<A: TensorAlgebra>: Sendable {
  /// The values, in the layout's order.
  public let values: [A]

  /// Parameters with the given values.
  public init(_ values: [A]) {
    self.values = values
  }

  /// The value of a segment.
  public subscript(_ index: Int) -> A { values[index] }

  /// The values of some segments: the parameters of a part.
  public subscript(_ range: Range<Int>) -> Parameters { Parameters(Array(values[range])) }
}
