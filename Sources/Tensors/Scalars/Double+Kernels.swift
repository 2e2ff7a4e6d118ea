public import CKernels

extension Double: Scalar {
  public static var precisionName: String { "float64" }
}

extension Double: ElementwiseKernels {
  public static func apply(
    _ operation: UnaryOperation, _ x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>,
    count: Int
  ) {
    fl_unary_apply_f64(operation.kernel, count, x, y)
  }

  public static func apply(
    _ operation: BinaryOperation, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    to y: UnsafeMutablePointer<Double>, count: Int
  ) {
    fl_binary_apply_f64(operation.kernel, count, a, b, y)
  }

  public static func apply(
    _ operation: TernaryOperation, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ c: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, count: Int
  ) {
    fl_ternary_apply_f64(operation.kernel, count, a, b, c, y)
  }

  public static func execute(
    _ run: UnsafePointer<fl_run>, slots: UnsafePointer<UnsafeMutablePointer<Double>?>, rows: Int,
    columns: Int, scratch: UnsafeMutablePointer<Double>
  ) {
    fl_run_execute_f64(run, slots, rows, columns, scratch)
  }

  public static func execute(
    _ steps: UnsafePointer<fl_step>, count: Int,
    slots: UnsafePointer<UnsafeMutablePointer<Double>?>,
    rows: Int, scratch: UnsafeMutablePointer<Double>
  ) {
    fl_steps_execute_f64(steps, count, slots, rows, scratch)
  }

  public static func scratchCount(of run: UnsafePointer<fl_run>) -> Int {
    fl_run_scratch_f64(run)
  }

  public static func copy(
    extents: UnsafeBufferPointer<Int>, _ x: UnsafePointer<Double>,
    strides xStrides: UnsafePointer<Int>,
    to y: UnsafeMutablePointer<Double>, strides yStrides: UnsafePointer<Int>, accumulating: Bool
  ) {
    precondition(extents.count <= Int(FL_MAX_RANK), "\(extents.count) axes exceed the kernels' 8")
    extents.withMemoryRebound(to: UInt.self) { sizes in
      fl_copy_f64(
        sizes.count, sizes.baseAddress, x, xStrides, y, yStrides, accumulating ? 1 : 0)
    }
  }

  public static func fill(_ y: UnsafeMutablePointer<Double>, with value: Double, count: Int) {
    fl_fill_f64(count, value, y)
  }

  public static func scaleAdd(
    _ alpha: Double, _ x: UnsafePointer<Double>, _ beta: Double, to y: UnsafeMutablePointer<Double>,
    count: Int
  ) {
    fl_scale_add_f64(count, alpha, x, beta, y)
  }
}

extension Double: ProductKernels {
  public static func product(
    m: Int, n: Int, k: Int, _ a: UnsafePointer<Double>, rowStride: Int, columnStride: Int,
    _ b: UnsafePointer<Double>, rowStride bRow: Int, to c: UnsafeMutablePointer<Double>,
    rowStride cRow: Int, bias: UnsafePointer<Double>?, accumulating: Bool
  ) {
    fl_product_f64(
      m, n, k, a, rowStride, columnStride, b, bRow, c, cRow, bias, accumulating ? 1 : 0)
  }

  public static func contract(
    m: Int, n: Int, k: Int, _ a: UnsafePointer<Double>, rowStride aRow: Int,
    _ b: UnsafePointer<Double>, rowStride bRow: Int, to c: UnsafeMutablePointer<Double>,
    rowStride cRow: Int, columnStride cColumn: Int, accumulating: Bool, partially: Bool
  ) {
    fl_contract_f64(
      m, n, k, a, aRow, b, bRow, c, cRow, cColumn, accumulating ? 1 : 0, partially ? 1 : 0)
  }

  public static func joinPartial(
    _ partial: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, count: Int
  ) {
    fl_join_partial_f64(count, partial, y)
  }
}

extension Double: StepKernels {
  public static func combine(
    rowsLast rows: Int, columns: Int, _ x: UnsafePointer<Double>?, h: UnsafePointer<Double>,
    weights: UnsafeBufferPointer<Double>, _ k: UnsafePointer<UnsafePointer<Double>?>,
    to y: UnsafeMutablePointer<Double>
  ) {
    fl_combine_rows_f64(rows, columns, x, h, weights.count, weights.baseAddress, k, y)
  }

  public static func combine(
    rowOf rows: Int, columns: Int, _ x: UnsafePointer<Double>, h: Double,
    weights: UnsafeBufferPointer<Double>, _ k: UnsafePointer<UnsafePointer<Double>?>,
    to y: UnsafeMutablePointer<Double>
  ) {
    fl_combine_row_f64(columns, rows, x, h, weights.count, weights.baseAddress, k, y)
  }

  public static func squaredErrors(
    rowsLast rows: Int, columns: Int, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>,
    h: UnsafePointer<Double>, weights: UnsafeBufferPointer<Double>,
    _ k: UnsafePointer<UnsafePointer<Double>?>, tolerances: (absolute: Double, relative: Double),
    to squares: UnsafeMutablePointer<Double>
  ) {
    fl_squared_errors_f64(
      rows, columns, x, y, h, weights.count, weights.baseAddress, k, tolerances.absolute,
      tolerances.relative, squares)
  }

  public static func copy(
    rowsLast rows: Int, columns: Int, where chosen: UnsafePointer<Double>,
    _ x: UnsafePointer<Double>,
    to y: UnsafeMutablePointer<Double>
  ) {
    fl_select_rows_f64(rows, columns, chosen, x, y)
  }

  public static func combine(
    rows: Int, columns: Int, _ x: UnsafePointer<Double>?, h: UnsafePointer<Double>,
    stepPerRow: Bool,
    weights: UnsafeBufferPointer<Double>, _ k: UnsafePointer<UnsafePointer<Double>?>,
    to y: UnsafeMutablePointer<Double>
  ) {
    fl_combine_f64(
      rows, columns, x, h, stepPerRow ? 1 : 0, weights.count, weights.baseAddress, k, y)
  }

  public static func errorNorm(
    rows: Int, columns: Int, _ e: UnsafePointer<Double>, _ x: UnsafePointer<Double>,
    _ y: UnsafePointer<Double>, absolute: Double, relative: Double,
    to norms: UnsafeMutablePointer<Double>
  ) {
    fl_error_norm_f64(rows, columns, e, x, y, absolute, relative, norms)
  }
}

extension Double: ReductionKernels {
  public static func sum(
    outer: Int, count: Int, inner: Int, _ x: UnsafePointer<Double>,
    to y: UnsafeMutablePointer<Double>,
    accumulating: Bool
  ) {
    fl_sum_f64(outer, count, inner, x, y, accumulating ? 1 : 0)
  }

  public static func maximum(
    outer: Int, count: Int, inner: Int, _ x: UnsafePointer<Double>,
    to y: UnsafeMutablePointer<Double>
  ) {
    fl_maximum_f64(outer, count, inner, x, y)
  }

  public static func indexOfMaximum(_ x: UnsafePointer<Double>, count: Int) -> Int {
    firstIndexOfMaximum(x, count: count)
  }

  public static func dot(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int
  ) -> Double {
    fl_dot_f64(count, a, b)
  }

  public static func areEqual(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int
  ) -> Bool {
    buffersAreEqual(a, b, count: count)
  }

  public static func allFinite(_ x: UnsafePointer<Double>, count: Int) -> Bool {
    fl_all_finite_f64(count, x) != 0
  }
}
