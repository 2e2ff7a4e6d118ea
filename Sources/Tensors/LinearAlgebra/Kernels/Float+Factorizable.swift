import CLAPACKE

extension Float: LUKernels {
  public static func factorLU(
    _ a: UnsafeMutablePointer<Float>, size n: Int, pivots: UnsafeMutablePointer<Int32>
  ) -> LAPACKReport<Float> {
    _ = BLASThreads.one
    let (n, stride) = (Int32(n), Int32(max(n, 1)))
    let norm = LAPACKE_slange_work(LAPACK_COL_MAJOR, ascii("1"), n, n, a, stride, nil)
    let info = LAPACKE_sgetrf_work(LAPACK_COL_MAJOR, n, n, a, stride, pivots)
    return LAPACKReport(info: Int(info), norm: norm)
  }

  public static func solveLU(
    _ factors: UnsafePointer<Float>, size n: Int, pivots: UnsafePointer<Int32>, transposed: Bool,
    _ b: UnsafeMutablePointer<Float>, count: Int
  ) {
    _ = LAPACKE_sgetrs_work(
      LAPACK_COL_MAJOR, ascii(transposed ? "T" : "N"), Int32(n), Int32(count), factors,
      Int32(max(n, 1)), pivots, b, Int32(max(n, 1)))
  }

  public static func reciprocalConditionLU(
    _ factors: UnsafePointer<Float>, size n: Int, norm: Float
  ) -> Float {
    var reciprocal: Float = 0
    _ = LAPACKE_sgecon(
      LAPACK_COL_MAJOR, ascii("1"), Int32(n), factors, Int32(max(n, 1)), norm, &reciprocal)
    return reciprocal
  }
}

extension Float: CholeskyKernels {
  public static func factorCholesky(
    _ a: UnsafeMutablePointer<Float>, size n: Int
  ) -> LAPACKReport<Float> {
    _ = BLASThreads.one
    let (n, stride) = (Int32(n), Int32(max(n, 1)))
    let norm = LAPACKE_slansy(LAPACK_COL_MAJOR, ascii("1"), ascii("U"), n, a, stride)
    let info = LAPACKE_spotrf_work(LAPACK_COL_MAJOR, ascii("U"), n, a, stride)
    return LAPACKReport(info: Int(info), norm: norm)
  }

  public static func solveCholesky(
    _ factor: UnsafePointer<Float>, size n: Int, _ b: UnsafeMutablePointer<Float>, count: Int
  ) {
    _ = LAPACKE_spotrs_work(
      LAPACK_COL_MAJOR, ascii("U"), Int32(n), Int32(count), factor, Int32(max(n, 1)), b,
      Int32(max(n, 1)))
  }

  public static func reciprocalConditionCholesky(
    _ factor: UnsafePointer<Float>, size n: Int, norm: Float
  ) -> Float {
    var reciprocal: Float = 0
    _ = LAPACKE_spocon(
      LAPACK_COL_MAJOR, ascii("U"), Int32(n), factor, Int32(max(n, 1)), norm, &reciprocal)
    return reciprocal
  }
}

extension Float: QRKernels {
  public static func factorQR(
    _ a: UnsafeMutablePointer<Float>, rows: Int, columns: Int,
    permutation: UnsafeMutablePointer<Int32>, scales: UnsafeMutablePointer<Float>
  ) -> LAPACKReport<Float> {
    _ = BLASThreads.one
    let info = LAPACKE_sgeqp3(
      LAPACK_COL_MAJOR, Int32(rows), Int32(columns), a, Int32(max(rows, 1)), permutation, scales)
    return LAPACKReport(info: Int(info), norm: 0)
  }

  public static func applyTransposedQ(
    _ reflectors: UnsafePointer<Float>, rows: Int, count: Int, scales: UnsafePointer<Float>,
    _ b: UnsafeMutablePointer<Float>, columns: Int
  ) -> LAPACKReport<Float> {
    let info = LAPACKE_sormqr(
      LAPACK_COL_MAJOR, ascii("L"), ascii("T"), Int32(rows), Int32(columns), Int32(count),
      reflectors, Int32(max(rows, 1)), scales, b, Int32(max(rows, 1)))
    return LAPACKReport(info: Int(info), norm: 0)
  }

  public static func formQ(
    _ reflectors: UnsafeMutablePointer<Float>, rows: Int, count: Int, scales: UnsafePointer<Float>
  ) -> LAPACKReport<Float> {
    let info = LAPACKE_sorgqr(
      LAPACK_COL_MAJOR, Int32(rows), Int32(count), Int32(count), reflectors, Int32(max(rows, 1)),
      scales)
    return LAPACKReport(info: Int(info), norm: 0)
  }
}

extension Float: SpectralKernels {
  public static func singularValues(
    _ a: UnsafeMutablePointer<Float>, rows: Int, columns: Int, isFull: Bool,
    values: UnsafeMutablePointer<Float>, left: UnsafeMutablePointer<Float>,
    right: UnsafeMutablePointer<Float>
  ) -> LAPACKReport<Float> {
    _ = BLASThreads.one
    let rightRows = isFull ? columns : min(rows, columns)
    let info = LAPACKE_sgesdd(
      LAPACK_COL_MAJOR, ascii(isFull ? "A" : "S"), Int32(rows), Int32(columns), a,
      Int32(max(rows, 1)), values, left, Int32(max(rows, 1)), right, Int32(max(rightRows, 1)))
    return LAPACKReport(info: Int(info), norm: 0)
  }

  public static func symmetricEigen(
    _ a: UnsafeMutablePointer<Float>, size n: Int, values: UnsafeMutablePointer<Float>
  ) -> LAPACKReport<Float> {
    _ = BLASThreads.one
    let info = LAPACKE_ssyevd(
      LAPACK_COL_MAJOR, ascii("V"), ascii("U"), Int32(n), a, Int32(max(n, 1)), values)
    return LAPACKReport(info: Int(info), norm: 0)
  }

  public static func generalEigen(
    _ a: UnsafeMutablePointer<Float>, size n: Int, realParts: UnsafeMutablePointer<Float>,
    imaginaryParts: UnsafeMutablePointer<Float>, vectors: UnsafeMutablePointer<Float>
  ) -> LAPACKReport<Float> {
    _ = BLASThreads.one
    let info = LAPACKE_sgeev(
      LAPACK_COL_MAJOR, ascii("N"), ascii("V"), Int32(n), a, Int32(max(n, 1)), realParts,
      imaginaryParts, nil, 1, vectors, Int32(max(n, 1)))
    return LAPACKReport(info: Int(info), norm: 0)
  }
}
