import CKernels

extension StepEncoder {
  /// The distance between neighbours along each axis of a row-major tensor.
  static func strides(of shape: [Int]) -> [Int] {
    shape.indices.map { Extents.count(Array(shape[($0 + 1)...])) }
  }

  /// The copy that a permutation, a slice, a padding or a broadcast is.
  func copyStep(_ node: Graph.Node, _ y: Int) -> Step {
    let source = operandShape(node, 0)
    let xStrides = StepEncoder.strides(of: source)
    let yStrides = StepEncoder.strides(of: node.shape)
    switch node.operation {
    case .permute(let order):
      return box(node, y, extents: node.shape, order.map { xStrides[$0] }, yStrides)
    case .slice(let axis, let lower, _):
      var copy = box(node, y, extents: node.shape, xStrides, yStrides)
      copy.copy.x_offset = lower * xStrides[axis]
      return copy
    case .pad(let axis, let before, _):
      var copy = box(node, y, extents: source, xStrides, yStrides)
      copy.copy.y_offset = before * yStrides[axis]
      copy.copy.cleared = Extents.count(node.shape)
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
  ) -> Step {
    precondition(extents.count <= 8, "tensors of more than 8 axes cannot be copied: \(node.shape)")
    var copy = Step(copy: operandSlot(node, 0), to: y, rank: extents.count)
    for axis in extents.indices {
      copy.setAxis(axis, extent: extents[axis], xStride: xStrides[axis], yStride: yStrides[axis])
    }
    return copy
  }

  /// The copies that put the operands of a concatenation side by side.
  func concatenation(_ node: Graph.Node, _ y: Int, _ axis: Int) -> [Step] {
    let yStrides = StepEncoder.strides(of: node.shape)
    var start = 0
    return node.operands.indices.map { operand in
      let shape = operandShape(node, operand)
      var copy = box(node, y, extents: shape, StepEncoder.strides(of: shape), yStrides)
      copy.copy.x = Int32(operandSlot(node, operand))
      copy.copy.y_offset = start * yStrides[axis]
      start += shape[axis]
      return copy
    }
  }
}
