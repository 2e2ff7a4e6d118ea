import CLAPACKE

extension Double: LUKernels {
  public static func factorLU(
    _ a: UnsafeMutablePointer<Double>, size n: Int, pivots: UnsafeMutablePointer<Int32>
  ) -> LAPACKReport<Double> {
    _ = BLASThreads.one
    let (n, stride) = (Int32(n), Int32(max(n, 1)))
    let norm = LAPACKE_dlange_work(LAPACK_COL_MAJOR, ascii("1"), n, n, a, stride, nil)
    let info = LAPACKE_dgetrf_work(LAPACK_COL_MAJOR, n, n, a, stride, pivots)
    return LAPACKReport(info: Int(info), norm: norm)
  }

  public static func solveLU(
    _ factors: UnsafePointer<Double>, size n: Int, pivots: UnsafePointer<Int32>, transposed: Bool,
    _ b: UnsafeMutablePointer<Double>, count: Int
  ) {
    _ = LAPACKE_dgetrs_work(
      LAPACK_COL_MAJOR, ascii(transposed ? "T" : "N"), Int32(n), Int32(count), factors,
      Int32(max(n, 1)), pivots, b, Int32(max(n, 1)))
  }

  public static func reciprocalConditionLU(
    _ factors: UnsafePointer<Double>, size n: Int, norm: Double
  ) -> Double {
    var reciprocal: Double = 0
    _ = LAPACKE_dgecon(
      LAPACK_COL_MAJOR, ascii("1"), Int32(n), factors, Int32(max(n, 1)), norm, &reciprocal)
    return reciprocal
  }
}

extension Double: CholeskyKernels {
  public static func factorCholesky(
    _ a: UnsafeMutablePointer<Double>, size n: Int
  ) -> LAPACKReport<Double> {
    _ = BLASThreads.one
    let (n, stride) = (Int32(n), Int32(max(n, 1)))
    let norm = LAPACKE_dlansy(LAPACK_COL_MAJOR, ascii("1"), ascii("U"), n, a, stride)
    let info = LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, ascii("U"), n, a, stride)
    return LAPACKReport(info: Int(info), norm: norm)
  }

  public static func solveCholesky(
    _ factor: UnsafePointer<Double>, size n: Int, _ b: UnsafeMutablePointer<Double>, count: Int
  ) {
    _ = LAPACKE_dpotrs_work(
      LAPACK_COL_MAJOR, ascii("U"), Int32(n), Int32(count), factor, Int32(max(n, 1)), b,
      Int32(max(n, 1)))
  }

  public static func reciprocalConditionCholesky(
    _ factor: UnsafePointer<Double>, size n: Int, norm: Double
  ) -> Double {
    var reciprocal: Double = 0
    _ = LAPACKE_dpocon(
      LAPACK_COL_MAJOR, ascii("U"), Int32(n), factor, Int32(max(n, 1)), norm, &reciprocal)
    return reciprocal
  }
}

extension Double: QRKernels {
  public static func factorQR(
    _ a: UnsafeMutablePointer<Double>, rows: Int, columns: Int,
    permutation: UnsafeMutablePointer<Int32>, scales: UnsafeMutablePointer<Double>
  ) -> LAPACKReport<Double> {
    _ = BLASThreads.one
    let info = LAPACKE_dgeqp3(
      LAPACK_COL_MAJOR, Int32(rows), Int32(columns), a, Int32(max(rows, 1)), permutation, scales)
    return LAPACKReport(info: Int(info), norm: 0)
  }

  public static func applyTransposedQ(
    _ reflectors: UnsafePointer<Double>, rows: Int, count: Int, scales: UnsafePointer<Double>,
    _ b: UnsafeMutablePointer<Double>, columns: Int
  ) -> LAPACKReport<Double> {
    let info = LAPACKE_dormqr(
      LAPACK_COL_MAJOR, ascii("L"), ascii("T"), Int32(rows), Int32(columns), Int32(count),
      reflectors, Int32(max(rows, 1)), scales, b, Int32(max(rows, 1)))
    return LAPACKReport(info: Int(info), norm: 0)
  }

  public static func formQ(
    _ reflectors: UnsafeMutablePointer<Double>, rows: Int, count: Int, scales: UnsafePointer<Double>
  ) -> LAPACKReport<Double> {
    let info = LAPACKE_dorgqr(
      LAPACK_COL_MAJOR, Int32(rows), Int32(count), Int32(count), reflectors, Int32(max(rows, 1)),
      scales)
    return LAPACKReport(info: Int(info), norm: 0)
  }
}

extension Double: SpectralKernels {
  public static func singularValues(
    _ a: UnsafeMutablePointer<Double>, rows: Int, columns: Int, isFull: Bool,
    values: UnsafeMutablePointer<Double>, left: UnsafeMutablePointer<Double>,
    right: UnsafeMutablePointer<Double>
  ) -> LAPACKReport<Double> {
    _ = BLASThreads.one
    let rightRows = isFull ? columns : min(rows, columns)
    let info = LAPACKE_dgesdd(
      LAPACK_COL_MAJOR, ascii(isFull ? "A" : "S"), Int32(rows), Int32(columns), a,
      Int32(max(rows, 1)), values, left, Int32(max(rows, 1)), right, Int32(max(rightRows, 1)))
    return LAPACKReport(info: Int(info), norm: 0)
  }

  public static func symmetricEigen(
    _ a: UnsafeMutablePointer<Double>, size n: Int, values: UnsafeMutablePointer<Double>
  ) -> LAPACKReport<Double> {
    _ = BLASThreads.one
    let info = LAPACKE_dsyevd(
      LAPACK_COL_MAJOR, ascii("V"), ascii("U"), Int32(n), a, Int32(max(n, 1)), values)
    return LAPACKReport(info: Int(info), norm: 0)
  }

  public static func generalEigen(
    _ a: UnsafeMutablePointer<Double>, size n: Int, realParts: UnsafeMutablePointer<Double>,
    imaginaryParts: UnsafeMutablePointer<Double>, vectors: UnsafeMutablePointer<Double>
  ) -> LAPACKReport<Double> {
    _ = BLASThreads.one
    let info = LAPACKE_dgeev(
      LAPACK_COL_MAJOR, ascii("N"), ascii("V"), Int32(n), a, Int32(max(n, 1)), realParts,
      imaginaryParts, nil, 1, vectors, Int32(max(n, 1)))
    return LAPACKReport(info: Int(info), norm: 0)
  }
}
