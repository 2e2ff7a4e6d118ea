import COpenBLAS

extension Float: MatrixKernels {
  public static func multiply(
    m: Int, n: Int, k: Int, alpha: Float, _ a: UnsafePointer<Float>, stride aStride: Int,
    transposed aTransposed: Bool, _ b: UnsafePointer<Float>, stride bStride: Int,
    transposed bTransposed: Bool, beta: Float, to c: UnsafeMutablePointer<Float>,
    stride cStride: Int
  ) {
    _ = BLASThreads.one
    cblas_sgemm(
      CblasRowMajor, aTransposed ? CblasTrans : CblasNoTrans,
      bTransposed ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k), alpha, a,
      Int32(max(aStride, 1)), b, Int32(max(bStride, 1)), beta, c, Int32(max(cStride, 1)))
  }

  public static func multiply(
    rows: Int, columns: Int, alpha: Float, _ a: UnsafePointer<Float>, transposed: Bool,
    _ x: UnsafePointer<Float>, beta: Float, to y: UnsafeMutablePointer<Float>
  ) {
    _ = BLASThreads.one
    cblas_sgemv(
      CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), alpha, a,
      Int32(max(columns, 1)), x, 1, beta, y, 1)
  }

  public static func solveTriangular(
    _ t: UnsafePointer<Float>, _ form: TriangularForm, _ b: UnsafeMutablePointer<Float>, rows: Int,
    columns: Int
  ) {
    _ = BLASThreads.one
    cblas_strsm(
      CblasRowMajor, CblasLeft, form.isLower ? CblasLower : CblasUpper,
      form.isTransposed ? CblasTrans : CblasNoTrans, form.isUnit ? CblasUnit : CblasNonUnit,
      Int32(rows), Int32(columns), 1, t, Int32(max(rows, 1)), b, Int32(max(columns, 1)))
  }

  public static func norm(_ x: UnsafePointer<Float>, count: Int) -> Float {
    _ = BLASThreads.one
    return cblas_snrm2(Int32(count), x, 1)
  }
}
