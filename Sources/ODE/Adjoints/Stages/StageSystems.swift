import Tensors

/// The matrices I − ∂G/∂K of the implicit stages of a step, one for each row, factored.
final class StageSystems<Element: Scalar> {
  typealias Buffer = UnsafeMutablePointer<Element>

  let dimension: Int
  private let rows: Int
  private let count: Int
  private let factors: Buffer
  private let pivots: UnsafeMutablePointer<Int32>
  /// Right-hand sides of one row.
  private let column: Buffer

  /// Room for so many matrices for each of so many rows.
  init(count: Int, rows: Int, dimension: Int) {
    self.dimension = dimension
    self.rows = rows
    let matrices = max(count * rows, 1)
    factors = .allocate(capacity: matrices * dimension * dimension)
    pivots = .allocate(capacity: matrices * dimension)
    column = .allocate(capacity: dimension)
    factors.initialize(repeating: 0, count: matrices * dimension * dimension)
    pivots.initialize(repeating: 1, count: matrices * dimension)
    self.count = matrices
  }

  deinit {
    factors.deallocate()
    pivots.deallocate()
    column.deallocate()
  }

  /// The bytes of so many matrices for each of so many rows.
  static func bytes(count: Int, rows: Int, dimension: Int) -> Int {
    let matrices = max(count * rows, 1)
    return (matrices * dimension * dimension + dimension) * MemoryLayout<Element>.stride
      + matrices * dimension * MemoryLayout<Int32>.stride
  }

  /// Writes the factors to a tape, or reads them.
  func pass(_ tape: inout StateTape) {
    tape.pass(factors, elements: count * dimension * dimension)
    tape.pass(pivots, numbers: count * dimension)
  }

  /// Factors I less a matrix, whose column j for component c is at `[c * dimension + j]`.
  ///
  /// Returns whether no pivot is 0.
  func factor(_ system: Int, row: Int, identityLess matrix: UnsafePointer<Element>) -> Bool {
    let n = dimension
    let place = self.place(system, row)
    for j in 0..<n {
      for c in 0..<n { place[j * n + c] = (j == c ? 1 : 0) - matrix[c * n + j] }
    }
    guard Element.allFinite(place, count: n * n) else { return false }
    return Element.factorLU(place, size: n, pivots: pivots(system, row)).info == 0
  }

  /// Solves for the right-hand side of one row, `x[c * count + row]`, in place.
  func solve(_ system: Int, row: Int, of count: Int, transposed: Bool, _ x: Buffer) {
    Element.copyMatrix(
      rows: dimension, columns: 1, x + row, from: (count, 1), into: column, to: (1, 1))
    Element.solveLU(
      place(system, row), size: dimension, pivots: pivots(system, row), transposed: transposed,
      column, count: 1)
    Element.copyMatrix(
      rows: dimension, columns: 1, column, from: (1, 1), into: x + row, to: (count, 1))
  }

  /// Solves for a right-hand side whose components are together, with a row's first matrix.
  func solveOne(_ row: Int, transposed: Bool, _ x: Buffer) {
    Element.solveLU(
      place(0, row), size: dimension, pivots: pivots(0, row), transposed: transposed, x, count: 1)
  }

  private func place(_ system: Int, _ row: Int) -> Buffer {
    factors + (system * rows + row) * dimension * dimension
  }

  private func pivots(_ system: Int, _ row: Int) -> UnsafeMutablePointer<Int32> {
    pivots + (system * rows + row) * dimension
  }
}
