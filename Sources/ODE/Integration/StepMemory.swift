import Tensors

/// The memory of a block of rows that take steps together, the rows last: component c of the row in
/// slot s is at `[c * active + s]`, so that rows are the lanes of the kernels.
///
/// The rows under way are in the first slots.
final class StepMemory<Element: Scalar> {
  /// The largest number of rows.
  let capacity: Int
  /// The components of a row.
  let dimension: Int
  /// Where each slot's row is at.
  let state: StepRows
  /// Each slot's number in the whole batch.
  let rows: UnsafeMutablePointer<Int32>
  /// The slots whose step was accepted, first to last.
  let accepted: UnsafeMutablePointer<Int32>
  /// The rows whose field has jumped.
  let jumped: UnsafeMutablePointer<Int32>
  /// Times of the stage that is evaluated, step sizes, verdicts; shape `[capacity]` each.
  let t: UnsafeMutablePointer<Element>
  let h: UnsafeMutablePointer<Element>
  let chosen: UnsafeMutablePointer<Element>
  /// The states before the step, at a stage, and after the step; shape `[dimension, active]` each.
  let x: UnsafeMutablePointer<Element>
  let stage: UnsafeMutablePointer<Element>
  let xNext: UnsafeMutablePointer<Element>

  /// States with the components last, for observers; made when first asked for.
  private var gathered: UnsafeMutablePointer<Element>?
  private let base: UnsafeMutablePointer<Element>
  private let velocities: UnsafeMutablePointer<Element>
  private let stageCount: Int

  /// Memory for the stages of a method and one velocity more.
  init(stages: Int, capacity: Int, dimension: Int) {
    self.capacity = capacity
    self.dimension = dimension
    stageCount = stages + 1
    state = StepRows(capacity: capacity)
    rows = .allocate(capacity: capacity)
    accepted = .allocate(capacity: capacity)
    jumped = .allocate(capacity: capacity)
    let size = capacity * dimension
    base = .allocate(capacity: 3 * capacity + (stages + 4) * size)
    t = base
    h = t + capacity
    chosen = h + capacity
    x = chosen + capacity
    stage = x + size
    xNext = stage + size
    velocities = xNext + size
  }

  deinit {
    rows.deallocate()
    accepted.deallocate()
    jumped.deallocate()
    gathered?.deallocate()
    base.deallocate()
  }

  /// Sets all that a tape is to have to zero.
  func clear() {
    rows.update(repeating: 0, count: capacity)
    x.update(repeating: 0, count: capacity * dimension)
    velocities.update(repeating: 0, count: stageCount * capacity * dimension)
    state.clear()
  }

  /// Writes states, velocities and where rows are at to a tape, or reads them.
  func pass(_ tape: inout StateTape) {
    tape.pass(rows, numbers: capacity)
    tape.pass(x, elements: capacity * dimension)
    tape.pass(velocities, elements: stageCount * capacity * dimension)
    state.pass(&tape)
  }

  /// The velocities of a stage; shape `[dimension, active]`.
  ///
  /// The number of stages stands for the velocity at the end of the step.
  func velocity(_ stage: Int) -> UnsafeMutablePointer<Element> {
    velocities + stage * capacity * dimension
  }

  /// Copies the state in a slot to a place of its own, one for those before the step and one for those
  /// after it; shape `[dimension]`.
  func gather(_ slot: Int, of active: Int, afterStep: Bool) -> UnsafePointer<Element> {
    let size = capacity * dimension
    let memory = gathered ?? .allocate(capacity: 2 * size)
    gathered = memory
    let place = memory + (afterStep ? size : 0) + slot * dimension
    Element.copyMatrix(
      rows: 1, columns: dimension, (afterStep ? xNext : x) + slot, from: (1, active), into: place,
      to: (1, 1))
    return UnsafePointer(place)
  }

  /// Copies the accepted rows of a buffer to places with the given distances between rows and between
  /// components.
  func gather(
    _ buffer: UnsafePointer<Element>, count: Int, of active: Int,
    to y: UnsafeMutablePointer<Element>, _ places: (row: Int, component: Int)
  ) {
    var first = 0
    while first < count {
      let slot = Int(accepted[first])
      var next = first + 1
      while next < count && Int(accepted[next]) == slot + next - first { next += 1 }
      Element.copyMatrix(
        rows: next - first, columns: dimension, buffer + slot, from: (1, active),
        into: y + first * places.row, to: (places.row, places.component))
      first = next
    }
  }

  /// Calls the closure for the slots in which numbers of a buffer are not finite: one look at all rows,
  /// and a closer one only when something is wrong.
  func forEachNotFinite(_ active: Int, _ x: UnsafePointer<Element>, _ body: (_ slot: Int) -> Void) {
    guard !Element.allFinite(x, count: active * dimension) else { return }
    for slot in 0..<active {
      let isFinite = (0..<dimension).allSatisfy { x[$0 * active + slot].isFinite }
      if !isFinite { body(slot) }
    }
  }

  /// Takes the rows' places together after some of `active` have left; kept slots come in pieces.
  func keep(_ pieces: [Range<Int>], of active: Int) {
    state.keep(pieces)
    var free = 0
    for piece in pieces {
      (rows + free).update(from: rows + piece.lowerBound, count: piece.count)
      free += piece.count
    }
    for buffer in [x, velocity(0)] {
      var free = buffer
      for component in 0..<dimension {
        for piece in pieces {
          free.update(from: buffer + component * active + piece.lowerBound, count: piece.count)
          free += piece.count
        }
      }
    }
  }
}
