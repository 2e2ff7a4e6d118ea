import CKernels

extension StepEncoder {
  /// The step of a matrix product: which kernel it is depends on which axis is the batch, the fastest
  /// in memory of all values that have it.
  func product(_ index: Int, _ node: Graph.Node, _ left: Bool, _ right: Bool) -> Step {
    let a = Matrix(operandShape(node, 0), transposed: left)
    let b = Matrix(operandShape(node, 1), transposed: right)
    let c = Matrix(node.shape, transposed: false)
    let slots = (operandSlot(node, 0), operandSlot(node, 1), plan.slot(index))
    var step: Step
    if a.rows < 0 {
      // The batch is the rows of C: vectors run along them in the product of the transposes.
      step = Step(
        FL_STEP_PRODUCT, slots.1, slots.0, slots.2, b.transposed, a.transposed, c.transposed)
    } else {
      step = Step(
        a.stack < 0 ? FL_STEP_LANE_PRODUCT : a.columns < 0 ? FL_STEP_CONTRACTION : FL_STEP_PRODUCT,
        slots.0, slots.1, slots.2, a, b, c)
    }
    step.product.bias = Int32(graph.biases[index].map(plan.slot) ?? -1)
    step.product.partial = plan.sumsPartially(index) ? 1 : 0
    step.accumulates = plan.accumulatedInPlace.contains(index) ? 1 : 0
    return step
  }
}

/// A matrix, or a stack of them, as it lies in memory: extents and distances.
private struct Matrix {
  var rows: Int
  var columns: Int
  var row: Int
  var column: Int
  let stack: Int
  let next: Int

  init(_ shape: [Int], transposed: Bool) {
    let strides = StorageOrder.strides(shape)
    let (i, j) =
      transposed ? (shape.count - 1, shape.count - 2) : (shape.count - 2, shape.count - 1)
    (rows, columns) = (shape[i], shape[j])
    (row, column) = (strides[i], strides[j])
    stack = shape.count == 3 ? shape[0] : 1
    next = shape.count == 3 ? strides[0] : 0
  }

  var transposed: Matrix {
    var matrix = self
    swap(&matrix.rows, &matrix.columns)
    swap(&matrix.row, &matrix.column)
    return matrix
  }
}

extension Step {
  /// C = A B by a kernel.
  fileprivate init(
    _ kind: fl_step_kind, _ aSlot: Int, _ bSlot: Int, _ cSlot: Int, _ a: Matrix, _ b: Matrix,
    _ c: Matrix
  ) {
    self.init()
    self.kind = kind
    product = .init(
      a: Int32(aSlot), b: Int32(bSlot), c: Int32(cSlot), bias: -1, m: c.rows, n: c.columns,
      k: a.columns, a_row: a.row, a_column: a.column, b_row: b.row, b_column: b.column,
      c_row: c.row, c_column: c.column, stack: c.stack, a_stack: a.next, b_stack: b.next,
      c_stack: c.next, partial: 0)
  }
}
