import COpenBLAS

/// OpenBLAS, told once to compute on the thread that calls it.
///
/// The package divides its work between threads itself, above BLAS, so that results do not depend
/// on their number.
enum BLASThreads {
  /// Read before any call to BLAS or LAPACK; the first read sets one thread for the process.
  static let one: Void = openblas_set_num_threads(1)
}
