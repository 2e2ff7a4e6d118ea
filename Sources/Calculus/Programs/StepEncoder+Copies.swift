import CKernels

extension StepEncoder {
  /// The copy that a permutation, a slice, a padding, a broadcast or a reshape is.
  func copyStep(_ node: Graph.Node, _ y: Int) -> Step {
    let source = operandShape(node, 0)
    let xStrides = StorageOrder.strides(source)
    let yStrides = StorageOrder.strides(node.shape)
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
    case .reshape: return turn(node, y)
    default:
      let missing = node.shape.count - source.count
      let repeated = node.shape.indices.map { axis in
        axis < missing || source[axis - missing] == 1 ? 0 : xStrides[axis - missing]
      }
      return box(node, y, extents: node.shape, repeated, yStrides)
    }
  }

  /// The copy between the order of storage and row-major order that a reshape is; one of its shapes
  /// is stored row-major.
  private func turn(_ node: Graph.Node, _ y: Int) -> Step {
    let source = operandShape(node, 0)
    let turns = StorageOrder.isRowMajor(source)
    guard let (before, batch, behind) = StorageOrder.cut(turns ? node.shape : source) else {
      preconditionFailure("a reshape of a value without a batch is no copy")
    }
    let extents = [before, batch, behind]
    let rowMajor = [batch * behind, behind, 1]
    let stored = [behind * batch, 1, batch]
    return turns
      ? box(node, y, extents: extents, rowMajor, stored)
      : box(node, y, extents: extents, stored, rowMajor)
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
    let yStrides = StorageOrder.strides(node.shape)
    var start = 0
    return node.operands.indices.map { operand in
      let shape = operandShape(node, operand)
      var copy = box(node, y, extents: shape, StorageOrder.strides(shape), yStrides)
      copy.copy.x = Int32(operandSlot(node, operand))
      copy.copy.y_offset = start * yStrides[axis]
      start += shape[axis]
      return copy
    }
  }
}
