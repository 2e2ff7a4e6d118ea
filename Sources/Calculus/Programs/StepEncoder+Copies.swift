extension CopyStep {
  /// Sets the extent and the strides of one axis of the box.
  mutating func setAxis(_ axis: Int, extent: Int, xStride: Int, yStride: Int) {
    func set(_ axes: inout Axes, _ value: Int) {
      withUnsafeMutableBytes(of: &axes) { $0.bindMemory(to: Int.self)[axis] = value }
    }
    set(&extents, extent)
    set(&xStrides, xStride)
    set(&yStrides, yStride)
  }
}

extension StepEncoder {
  /// The distance between neighbours along each axis of a row-major tensor.
  static func strides(of shape: [Int]) -> [Int] {
    shape.indices.map { Extents.count(Array(shape[($0 + 1)...])) }
  }

  /// The copy that a permutation, a slice, a padding or a broadcast is.
  func copyStep(_ node: Graph.Node, _ y: Int) -> CopyStep {
    let source = operandShape(node, 0)
    let xStrides = StepEncoder.strides(of: source)
    let yStrides = StepEncoder.strides(of: node.shape)
    switch node.operation {
    case .permute(let order):
      return box(node, y, extents: node.shape, order.map { xStrides[$0] }, yStrides)
    case .slice(let axis, let lower, _):
      var copy = box(node, y, extents: node.shape, xStrides, yStrides)
      copy.xOffset = lower * xStrides[axis]
      return copy
    case .pad(let axis, let before, _):
      var copy = box(node, y, extents: source, xStrides, yStrides)
      copy.yOffset = before * yStrides[axis]
      copy.cleared = Extents.count(node.shape)
      return copy
    default:
      let missing = node.shape.count - source.count
      let repeated = node.shape.indices.map { axis in
        axis < missing || source[axis - missing] == 1 ? 0 : xStrides[axis - missing]
      }
      return box(node, y, extents: node.shape, repeated, yStrides)
    }
  }

  private func box(
    _ node: Graph.Node, _ y: Int, extents: [Int], _ xStrides: [Int], _ yStrides: [Int]
  ) -> CopyStep {
    precondition(extents.count <= 8, "tensors of more than 8 axes cannot be copied: \(node.shape)")
    var copy = CopyStep(x: operandSlot(node, 0), y: y, rank: extents.count)
    for axis in extents.indices {
      copy.setAxis(axis, extent: extents[axis], xStride: xStrides[axis], yStride: yStrides[axis])
    }
    return copy
  }

  /// The copies that put the operands of a concatenation side by side.
  func concatenation(_ node: Graph.Node, _ y: Int, _ axis: Int) -> [CopyStep] {
    let yStrides = StepEncoder.strides(of: node.shape)
    var start = 0
    return node.operands.indices.map { operand in
      let shape = operandShape(node, operand)
      var copy = box(node, y, extents: shape, StepEncoder.strides(of: shape), yStrides)
      copy.x = operandSlot(node, operand)
      copy.yOffset = start * yStrides[axis]
      start += shape[axis]
      return copy
    }
  }
}
