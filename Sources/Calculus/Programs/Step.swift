import CKernels

/// One instruction of a program as the kernels take it: buffers by their place in the workspace's
/// table of pointers, an extent of `-m` for m times the number of rows of the run.
typealias Step = fl_step

extension Step {
  private init(_ kind: fl_step_kind) {
    self.init()
    self.kind = kind
  }

  /// A fused run of elementwise operations.
  init(run: UnsafePointer<fl_run>, rows: Int) {
    self.init(FL_STEP_RUN)
    self.run.run = run
    self.run.rows = rows
  }

  /// A product of matrices, or of as many as a stack is high; `left` holds the strides of the left
  /// one.
  init(
    product a: Int, _ b: Int, to c: Int, bias: Int?, m: Int, n: Int, k: Int,
    left: (row: Int, column: Int), stack: Int, accumulates: Bool
  ) {
    self.init(FL_STEP_PRODUCT)
    product = .init(
      a: Int32(a), b: Int32(b), c: Int32(c), bias: Int32(bias ?? -1), m: m, n: n, k: k,
      a_row: left.row, a_column: left.column, stack: stack)
    self.accumulates = accumulates ? 1 : 0
  }

  /// A sum or a maximum over the middle of three axes.
  init(
    _ kind: fl_step_kind, of x: Int, to y: Int, extents: (outer: Int, count: Int, inner: Int),
    accumulates: Bool
  ) {
    self.init(kind)
    fold = .init(
      x: Int32(x), y: Int32(y), outer: extents.outer, count: extents.count, inner: extents.inner)
    self.accumulates = accumulates ? 1 : 0
  }

  /// A strided copy; its axes are to be set.
  init(copy x: Int, to y: Int, rank: Int) {
    self.init(FL_STEP_COPY)
    copy.x = Int32(x)
    copy.y = Int32(y)
    copy.rank = rank
  }

  /// Rows taken from a table by number, or added up into it.
  init(
    _ kind: fl_step_kind, table: Int, at indices: Int, values: Int,
    extents: (tableRows: Int, count: Int, width: Int)
  ) {
    self.init(kind)
    gather = .init(
      table: Int32(table), indices: Int32(indices), values: Int32(values),
      table_rows: extents.tableRows, count: extents.count, width: extents.width)
  }

  /// An extent, written as a number.
  init(extent: Int, to y: Int) {
    self.init(FL_STEP_EXTENT)
    self.extent = .init(y: Int32(y), extent: extent)
  }

  /// Sets the extent and the strides of one axis of a copy's box.
  mutating func setAxis(_ axis: Int, extent: Int, xStride: Int, yStride: Int) {
    withUnsafeMutableBytes(of: &copy.extents) { $0.bindMemory(to: Int.self)[axis] = extent }
    withUnsafeMutableBytes(of: &copy.x_strides) { $0.bindMemory(to: Int.self)[axis] = xStride }
    withUnsafeMutableBytes(of: &copy.y_strides) { $0.bindMemory(to: Int.self)[axis] = yStride }
  }
}
