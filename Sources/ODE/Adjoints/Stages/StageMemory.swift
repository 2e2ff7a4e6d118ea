import Tensors

/// What the stages of one step of many rows take of memory.
///
/// Unknowns, what the present stage depends on, their tangents and cotangents; states lie with the
/// rows last.
final class StageMemory<Element: Scalar> {
  typealias Buffer = UnsafeMutablePointer<Element>

  let rows: Int
  let dimension: Int
  let stages: Int
  /// Times and sizes of steps, in double precision, and times of a stage.
  let starts: UnsafeMutablePointer<Double>
  let sizes: UnsafeMutablePointer<Double>
  let times: UnsafeMutablePointer<Double>
  /// The derivatives by the rows' first times and step sizes.
  let timeBars: UnsafeMutablePointer<Double>
  let stepBars: UnsafeMutablePointer<Double>
  private let base: Buffer
  private let stateSize: Int
  /// The distance from values to their tangents.
  private let half: Int

  init(stages: Int, rows: Int, dimension: Int) {
    self.stages = stages
    self.rows = rows
    self.dimension = dimension
    stateSize = max(rows * dimension, 1)
    half = StageMemory.halfCount(stages: stages, rows: rows, dimension: dimension)
    base = .allocate(capacity: 2 * half)
    base.initialize(repeating: 0, count: 2 * half)
    starts = .allocate(capacity: 5 * max(rows, 1))
    starts.initialize(repeating: 0, count: 5 * max(rows, 1))
    sizes = starts + rows
    times = sizes + rows
    timeBars = times + rows
    stepBars = timeBars + rows
  }

  deinit {
    base.deallocate()
    starts.deallocate()
  }

  private static func halfCount(stages: Int, rows: Int, dimension: Int) -> Int {
    (2 * stages + 8) * max(rows * dimension, 1) + 8 * max(rows, 1)
  }

  /// The bytes that so many stages and rows take.
  static func bytes(stages: Int, rows: Int, dimension: Int) -> Int {
    2 * halfCount(stages: stages, rows: rows, dimension: dimension) * MemoryLayout<Element>.stride
      + 5 * max(rows, 1) * MemoryLayout<Double>.stride
  }

  /// A stage's unknown, or its tangent.
  func unknown(_ stage: Int, tangent: Bool = false) -> Buffer { state(stage, tangent) }
  /// The cotangent of a stage's unknown, or its tangent.
  func cotangent(_ stage: Int, tangent: Bool = false) -> Buffer { state(stages + stage, tangent) }
  /// What the present stage depends on, its result, and its cotangents; or their tangents.
  func stageState(tangent: Bool = false) -> Buffer { state(2 * stages, tangent) }
  func coupled(tangent: Bool = false) -> Buffer { state(2 * stages + 1, tangent) }
  func result(tangent: Bool = false) -> Buffer { state(2 * stages + 2, tangent) }
  func seed(tangent: Bool = false) -> Buffer { state(2 * stages + 3, tangent) }
  func stateBar(tangent: Bool = false) -> Buffer { state(2 * stages + 4, tangent) }
  func coupledBar(tangent: Bool = false) -> Buffer { state(2 * stages + 5, tangent) }
  func startBar(tangent: Bool = false) -> Buffer { state(2 * stages + 6, tangent) }
  func none(tangent: Bool = false) -> Buffer { state(2 * stages + 7, tangent) }
  /// Numbers of rows: stage times, step sizes, first times, g h, and the cotangents of these.
  func number(_ index: Int, tangent: Bool = false) -> Buffer {
    base + (tangent ? half : 0) + (2 * stages + 8) * stateSize + index * rows
  }

  private func state(_ index: Int, _ tangent: Bool) -> Buffer {
    base + (tangent ? half : 0) + index * stateSize
  }
}
