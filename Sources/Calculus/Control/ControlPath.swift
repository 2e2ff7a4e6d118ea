public import Tensors

/// A control θ(t) over a horizon: a shape, and the parameters at its nodes.
public struct ControlPath<Element: Scalar>: Sendable {
  /// How the parameters depend on time.
  public let shape: ControlShape
  /// The parameters at the nodes; shape `[nodes, parameters]`.
  public let nodes: Tensor<Element>
  /// The time at which the horizon begins.
  public let start: Double
  /// The time at which it ends.
  public let end: Double

  /// The same parameters at all times.
  ///
  /// - Parameter theta: the parameters, flat.
  public init(_ theta: Tensor<Element>) {
    self.init(nodes: theta.reshaped(to: [1, theta.count]), shape: .constant, from: 0, to: 1)
  }

  /// A control given at nodes.
  ///
  /// - Parameters:
  ///   - nodes: the parameters at the nodes; shape `[nodes, parameters]`.
  ///   - shape: how the control runs between them.
  ///   - start: the time at which the horizon begins.
  ///   - end: the time at which it ends.
  /// - Precondition: there are as many rows as the shape has nodes, and both times are finite.
  public init(nodes: Tensor<Element>, shape: ControlShape, from start: Double, to end: Double) {
    precondition(
      nodes.rank == 2 && nodes.shape[0] == shape.nodeCount,
      "nodes of shape \(nodes.shape) given for a control of \(shape.nodeCount) nodes")
    precondition(start.isFinite && end.isFinite, "a horizon from \(start) to \(end)")
    self.shape = shape
    self.nodes = nodes
    self.start = start
    self.end = end
  }

  /// The number of parameters of a node.
  public var parameterCount: Int { nodes.shape[1] }

  /// The control at a time as a mixture of nodes; outside the horizon that of its nearer end.
  public func mixture(at t: Double) -> ControlMixture {
    let fraction = end == start ? 0 : (t - start) / (end - start)
    let inside = fraction > 0 ? min(fraction, 1) : 0
    return shape.mixture(at: inside, in: shape.piece(at: inside))
  }

  /// The parameters at a time, flat.
  public func value(at t: Double) -> Tensor<Element> {
    let mixture = mixture(at: t)
    guard mixture.weight > 0 else { return nodes.row(mixture.node) }
    let weight = Element(mixture.weight)
    return (1 - weight) * nodes.row(mixture.node) + weight * nodes.row(mixture.node + 1)
  }
}
