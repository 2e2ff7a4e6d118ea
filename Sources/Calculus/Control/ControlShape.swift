/// How the control θ(t) depends on time: what a flow's parameters are a function of.
///
/// A path is given by values of the parameters at *nodes*, one flat vector a node, over a horizon
/// that is cut into equal pieces, at least one: a number of pieces below 1 counts as 1.
public enum ControlShape: Sendable, Hashable {
  /// The same parameters at all times: one node.
  case constant
  /// The parameters of node k on the k-th of so many equal pieces of the horizon.
  case piecewiseConstant(pieces: Int)
  /// Linear between nodes at the ends of so many equal pieces: one node more than pieces.
  case piecewiseLinear(pieces: Int)

  /// The number of nodes.
  public var nodeCount: Int {
    switch self {
    case .constant: 1
    case .piecewiseConstant(let pieces): max(pieces, 1)
    case .piecewiseLinear(let pieces): max(pieces, 1) + 1
    }
  }

  /// The number of pieces between which the control, or its slope, jumps.
  public var pieceCount: Int {
    switch self {
    case .constant: 1
    case .piecewiseConstant(let pieces), .piecewiseLinear(let pieces): max(pieces, 1)
    }
  }

  /// The control at a part of the horizon, as a mixture of two nodes.
  ///
  /// - Parameters:
  ///   - fraction: 0 at the beginning of the horizon, 1 at its end.
  ///   - piece: the piece to which the time belongs where two pieces meet.
  /// - Returns: the nodes and their shares.
  public func mixture(at fraction: Double, in piece: Int) -> ControlMixture {
    switch self {
    case .constant: return ControlMixture(node: 0, weight: 0)
    case .piecewiseConstant: return ControlMixture(node: piece, weight: 0)
    case .piecewiseLinear:
      let weight = min(max(fraction * Double(pieceCount) - Double(piece), 0), 1)
      return ControlMixture(node: piece, weight: weight)
    }
  }

  /// The piece in which a part of the horizon lies: the first before it, the last behind it, and the
  /// later one where two meet.
  public func piece(at fraction: Double) -> Int {
    let place = fraction * Double(pieceCount)
    guard place > 0 else { return 0 }
    return place < Double(pieceCount) ? Int(place) : pieceCount - 1
  }
}

/// A control as `(1 - weight)` times one node plus `weight` times the next.
public struct ControlMixture: Sendable, Hashable {
  /// The first node.
  public let node: Int
  /// The share of the next node: 0 where the control is one node's alone.
  public let weight: Double

  /// A mixture of a node and the next.
  public init(node: Int, weight: Double) {
    self.node = node
    self.weight = weight
  }
}
