public import Tensors

/// An even grid over a box of one to three dimensions: where a value function is known.
public struct StateGrid: Sendable, Hashable {
  /// One side of the box with its nodes, both ends among them.
  public struct Axis: Sendable, Hashable {
    /// The side.
    public let range: ClosedRange<Double>
    /// The nodes along it, at least 4.
    public let count: Int

    /// A side of so many nodes.
    ///
    /// - Precondition: the side is finite and has a length, and there are at least 4 nodes.
    public init(_ range: ClosedRange<Double>, count: Int) {
      precondition(
        range.lowerBound.isFinite && range.upperBound.isFinite
          && range.lowerBound < range.upperBound && count >= 4,
        "a side from \(range.lowerBound) to \(range.upperBound) with \(count) nodes: it has a length "
          + "and at least 4")
      self.range = range
      self.count = count
    }

    /// The distance between neighbours.
    public var spacing: Double {
      (range.upperBound - range.lowerBound) / Double(count - 1)
    }

    /// The place of a node.
    public func place(_ index: Int) -> Double {
      index == count - 1 ? range.upperBound : range.lowerBound + Double(index) * spacing
    }
  }

  /// The sides, one for each component of a state.
  public let axes: [Axis]

  /// A grid.
  ///
  /// - Precondition: there are one to three axes.
  public init(_ axes: [Axis]) {
    precondition(
      (1...3).contains(axes.count), "a grid of \(axes.count) dimensions: one to three are tractable"
    )
    self.axes = axes
  }

  /// The number of dimensions.
  public var dimension: Int { axes.count }

  /// The number of nodes.
  public var count: Int { axes.reduce(1) { $0 * $1.count } }

  /// The nodes, the last component running fastest; shape `[count, dimension]`.
  public var points: Tensor<Double> {
    var numbers: [Double] = []
    numbers.reserveCapacity(count * dimension)
    for node in 0..<count {
      for (axis, index) in zip(axes, indices(of: node)) { numbers.append(axis.place(index)) }
    }
    return Tensor(numbers, shape: [count, dimension])
  }

  /// A node's place along each axis.
  func indices(of node: Int) -> [Int] {
    var rest = node
    return axes.reversed().map { axis in
      defer { rest /= axis.count }
      return rest % axis.count
    }.reversed()
  }

  /// How far apart in memory neighbours along an axis are.
  func stride(_ axis: Int) -> Int { axes[(axis + 1)...].reduce(1) { $0 * $1.count } }
}
