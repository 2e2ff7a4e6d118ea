import COpenBLAS

extension Double: MatrixKernels {
  public static func multiply(
    m: Int, n: Int, k: Int, alpha: Double, _ a: UnsafePointer<Double>, stride aStride: Int,
    transposed aTransposed: Bool, _ b: UnsafePointer<Double>, stride bStride: Int,
    transposed bTransposed: Bool, beta: Double, to c: UnsafeMutablePointer<Double>,
    stride cStride: Int
  ) {
    _ = BLASThreads.one
    cblas_dgemm(
      CblasRowMajor, aTransposed ? CblasTrans : CblasNoTrans,
      bTransposed ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k), alpha, a,
      Int32(max(aStride, 1)), b, Int32(max(bStride, 1)), beta, c, Int32(max(cStride, 1)))
  }

  public static func multiply(
    rows: Int, columns: Int, alpha: Double, _ a: UnsafePointer<Double>, transposed: Bool,
    _ x: UnsafePointer<Double>, beta: Double, to y: UnsafeMutablePointer<Double>
  ) {
    _ = BLASThreads.one
    cblas_dgemv(
      CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), alpha, a,
      Int32(max(columns, 1)), x, 1, beta, y, 1)
  }

  public static func solveTriangular(
    _ t: UnsafePointer<Double>, _ form: TriangularForm, _ b: UnsafeMutablePointer<Double>,
    rows: Int,
    columns: Int
  ) {
    _ = BLASThreads.one
    cblas_dtrsm(
      CblasRowMajor, CblasLeft, form.isLower ? CblasLower : CblasUpper,
      form.isTransposed ? CblasTrans : CblasNoTrans, form.isUnit ? CblasUnit : CblasNonUnit,
      Int32(rows), Int32(columns), 1, t, Int32(max(rows, 1)), b, Int32(max(columns, 1)))
  }

  public static func norm(_ x: UnsafePointer<Double>, count: Int) -> Double {
    _ = BLASThreads.one
    return cblas_dnrm2(Int32(count), x, 1)
  }
}
