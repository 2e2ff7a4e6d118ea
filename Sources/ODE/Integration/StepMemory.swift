import Tensors

/// The memory of a block of rows that take steps together.
///
/// The rows under way are in the first slots.
final class StepMemory<Element: Scalar> {
  /// The largest number of rows.
  let capacity: Int
  /// The components of a row.
  let dimension: Int
  /// Where each slot's row is at.
  let states: UnsafeMutablePointer<RowState>
  /// Each slot's number in the whole batch.
  let rows: UnsafeMutablePointer<Int32>
  /// The slots whose step was accepted, first to last.
  let accepted: UnsafeMutablePointer<Int32>
  /// Numbers of slots in double precision, on their way from and to the kernels.
  let doubles: UnsafeMutablePointer<Double>
  /// Times of the stage that is evaluated, step sizes, error norms; shape `[capacity]` each.
  let t: UnsafeMutablePointer<Element>
  let h: UnsafeMutablePointer<Element>
  let norms: UnsafeMutablePointer<Element>
  /// The states before the step, at a stage, and after the step; the error; shape
  /// `[capacity, dimension]` each.
  let x: UnsafeMutablePointer<Element>
  let stage: UnsafeMutablePointer<Element>
  let xNext: UnsafeMutablePointer<Element>
  let error: UnsafeMutablePointer<Element>

  private let base: UnsafeMutablePointer<Element>
  private let velocities: UnsafeMutablePointer<Element>

  /// Memory for the stages of a method and one velocity more.
  init(stages: Int, capacity: Int, dimension: Int) {
    self.capacity = capacity
    self.dimension = dimension
    states = .allocate(capacity: capacity)
    rows = .allocate(capacity: capacity)
    accepted = .allocate(capacity: capacity)
    doubles = .allocate(capacity: capacity)
    let size = capacity * dimension
    base = .allocate(capacity: 3 * capacity + (stages + 5) * size)
    t = base
    h = t + capacity
    norms = h + capacity
    x = norms + capacity
    stage = x + size
    xNext = stage + size
    error = xNext + size
    velocities = error + size
  }

  deinit {
    states.deallocate()
    rows.deallocate()
    accepted.deallocate()
    doubles.deallocate()
    base.deallocate()
  }

  /// The velocities of a stage; shape `[capacity, dimension]`.
  ///
  /// The number of stages stands for the velocity at the end of the step.
  func velocity(_ stage: Int) -> UnsafeMutablePointer<Element> {
    velocities + stage * capacity * dimension
  }

  /// Moves a row with what outlives a step to another slot.
  func move(slot: Int, to free: Int) {
    states[free] = states[slot]
    rows[free] = rows[slot]
    for buffer in [x, velocity(0)] {
      (buffer + free * dimension).update(from: buffer + slot * dimension, count: dimension)
    }
  }
}
