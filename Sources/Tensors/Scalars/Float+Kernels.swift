public import CKernels

extension Float: Scalar {
  public static var precisionName: String { "float32" }
}

extension Float: ElementwiseKernels {
  public static func apply(
    _ operation: UnaryOperation, _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    fl_unary_apply_f32(operation.kernel, count, x, y)
  }

  public static func apply(
    _ operation: BinaryOperation, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    to y: UnsafeMutablePointer<Float>, count: Int
  ) {
    fl_binary_apply_f32(operation.kernel, count, a, b, y)
  }

  public static func apply(
    _ operation: TernaryOperation, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ c: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int
  ) {
    fl_ternary_apply_f32(operation.kernel, count, a, b, c, y)
  }

  public static func execute(
    _ run: UnsafePointer<fl_run>, slots: UnsafePointer<UnsafeMutablePointer<Float>?>, rows: Int,
    columns: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    fl_run_execute_f32(run, slots, rows, columns, scratch)
  }

  public static func execute(
    _ steps: UnsafePointer<fl_step>, count: Int, slots: UnsafePointer<UnsafeMutablePointer<Float>?>,
    rows: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    fl_steps_execute_f32(steps, count, slots, rows, scratch)
  }

  public static func scratchCount(of run: UnsafePointer<fl_run>) -> Int {
    fl_run_scratch_f32(run)
  }

  public static func copy(
    extents: UnsafeBufferPointer<Int>, _ x: UnsafePointer<Float>,
    strides xStrides: UnsafePointer<Int>,
    to y: UnsafeMutablePointer<Float>, strides yStrides: UnsafePointer<Int>, accumulating: Bool
  ) {
    precondition(extents.count <= Int(FL_MAX_RANK), "\(extents.count) axes exceed the kernels' 8")
    extents.withMemoryRebound(to: UInt.self) { sizes in
      fl_copy_f32(
        sizes.count, sizes.baseAddress, x, xStrides, y, yStrides, accumulating ? 1 : 0)
    }
  }

  public static func fill(_ y: UnsafeMutablePointer<Float>, with value: Float, count: Int) {
    fl_fill_f32(count, value, y)
  }

  public static func scaleAdd(
    _ alpha: Float, _ x: UnsafePointer<Float>, _ beta: Float, to y: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    fl_scale_add_f32(count, alpha, x, beta, y)
  }
}

extension Float: ProductKernels {
  public static func product(
    m: Int, n: Int, k: Int, _ a: UnsafePointer<Float>, rowStride: Int, columnStride: Int,
    _ b: UnsafePointer<Float>, rowStride bRow: Int, to c: UnsafeMutablePointer<Float>,
    rowStride cRow: Int, bias: UnsafePointer<Float>?, accumulating: Bool
  ) {
    fl_product_f32(
      m, n, k, a, rowStride, columnStride, b, bRow, c, cRow, bias, accumulating ? 1 : 0)
  }

  public static func contract(
    m: Int, n: Int, k: Int, _ a: UnsafePointer<Float>, rowStride aRow: Int,
    _ b: UnsafePointer<Float>, rowStride bRow: Int, to c: UnsafeMutablePointer<Float>,
    rowStride cRow: Int, columnStride cColumn: Int, accumulating: Bool, partially: Bool
  ) {
    fl_contract_f32(
      m, n, k, a, aRow, b, bRow, c, cRow, cColumn, accumulating ? 1 : 0, partially ? 1 : 0)
  }

  public static func joinPartial(
    _ partial: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int
  ) {
    fl_join_partial_f32(count, partial, y)
  }
}

extension Float: StepKernels {
  public static func combine(
    rowsLast rows: Int, columns: Int, _ x: UnsafePointer<Float>?, h: UnsafePointer<Float>,
    weights: UnsafeBufferPointer<Float>, _ k: UnsafePointer<UnsafePointer<Float>?>,
    to y: UnsafeMutablePointer<Float>
  ) {
    fl_combine_rows_f32(rows, columns, x, h, weights.count, weights.baseAddress, k, y)
  }

  public static func combine(
    rowOf rows: Int, columns: Int, _ x: UnsafePointer<Float>, h: Float,
    weights: UnsafeBufferPointer<Float>, _ k: UnsafePointer<UnsafePointer<Float>?>,
    to y: UnsafeMutablePointer<Float>
  ) {
    fl_combine_row_f32(columns, rows, x, h, weights.count, weights.baseAddress, k, y)
  }

  public static func squaredErrors(
    rowsLast rows: Int, columns: Int, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
    h: UnsafePointer<Float>, weights: UnsafeBufferPointer<Float>,
    _ k: UnsafePointer<UnsafePointer<Float>?>, tolerances: (absolute: Float, relative: Float),
    to squares: UnsafeMutablePointer<Float>
  ) {
    fl_squared_errors_f32(
      rows, columns, x, y, h, weights.count, weights.baseAddress, k, tolerances.absolute,
      tolerances.relative, squares)
  }

  public static func copy(
    rowsLast rows: Int, columns: Int, where chosen: UnsafePointer<Float>, _ x: UnsafePointer<Float>,
    to y: UnsafeMutablePointer<Float>
  ) {
    fl_select_rows_f32(rows, columns, chosen, x, y)
  }

  public static func combine(
    rows: Int, columns: Int, _ x: UnsafePointer<Float>?, h: UnsafePointer<Float>, stepPerRow: Bool,
    weights: UnsafeBufferPointer<Float>, _ k: UnsafePointer<UnsafePointer<Float>?>,
    to y: UnsafeMutablePointer<Float>
  ) {
    fl_combine_f32(
      rows, columns, x, h, stepPerRow ? 1 : 0, weights.count, weights.baseAddress, k, y)
  }

  public static func errorNorm(
    rows: Int, columns: Int, _ e: UnsafePointer<Float>, _ x: UnsafePointer<Float>,
    _ y: UnsafePointer<Float>, absolute: Float, relative: Float,
    to norms: UnsafeMutablePointer<Float>
  ) {
    fl_error_norm_f32(rows, columns, e, x, y, absolute, relative, norms)
  }
}

extension Float: ReductionKernels {
  public static func sum(
    outer: Int, count: Int, inner: Int, _ x: UnsafePointer<Float>,
    to y: UnsafeMutablePointer<Float>,
    accumulating: Bool
  ) {
    fl_sum_f32(outer, count, inner, x, y, accumulating ? 1 : 0)
  }

  public static func maximum(
    outer: Int, count: Int, inner: Int, _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>
  ) {
    fl_maximum_f32(outer, count, inner, x, y)
  }

  public static func indexOfMaximum(_ x: UnsafePointer<Float>, count: Int) -> Int {
    firstIndexOfMaximum(x, count: count)
  }

  public static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Float
  {
    fl_dot_f32(count, a, b)
  }

  public static func areEqual(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int
  ) -> Bool {
    buffersAreEqual(a, b, count: count)
  }

  public static func allFinite(_ x: UnsafePointer<Float>, count: Int) -> Bool {
    fl_all_finite_f32(count, x) != 0
  }
}
