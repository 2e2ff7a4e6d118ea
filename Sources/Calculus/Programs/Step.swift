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
  init(run: UnsafePointer<fl_run>, rows: Int, columns: Int) {
    self.init(FL_STEP_RUN)
    self.run = .init(
      run: run, rows: rows, columns: columns, feeder: nil, consumers: nil, consumer_count: 0,
      local: -1)
  }

  /// A sum or a maximum over the middle of three axes.
  init(
    _ kind: fl_step_kind, of x: Int, to y: Int, extents: (outer: Int, count: Int, inner: Int),
    accumulates: Bool
  ) {
    self.init(kind)
    fold = .init(
      x: Int32(x), y: Int32(y), outer: extents.outer, count: extents.count, inner: extents.inner,
      down: 0, partial: 0)
    self.accumulates = accumulates ? 1 : 0
  }

  /// A strided copy; its axes are to be set.
  init(copy x: Int, to y: Int, rank: Int) {
    self.init(FL_STEP_COPY)
    copy.x = Int32(x)
    copy.y = Int32(y)
    copy.rank = rank
  }

  /// Rows taken from a table by number, or added up into it; extents and strides are to be set.
  init(_ kind: fl_step_kind, table: Int, at indices: Int, values: Int) {
    self.init(kind)
    gather.table = Int32(table)
    gather.indices = Int32(indices)
    gather.values = Int32(values)
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
