import Calculus
import Tensors

extension BlockIntegration {
  /// Computes the velocities anew of rows whose field has jumped, and of no other.
  func beginAgainAfterJumps() {
    let state = memory.state
    let slots = memory.accepted
    var count = 0
    for slot in 0..<active where state.hasJumped[slot] != 0 {
      state.hasJumped[slot] = 0
      slots[count] = Int32(slot)
      count += 1
      stepper.restart(slot)
    }
    guard count > 0, startIsKnown else { return }
    for index in 0..<count {
      let slot = Int(slots[index])
      state.jumps[slot] += 1
      memory.jumped[index] = memory.rows[slot]
      state.squaredErrors[index] = state.t[slot]
    }
    Element.round(state.squaredErrors, to: memory.t, count: count)
    // The states after the step and at its stages are not needed any more.
    forgetStages()
    let (x, velocity) = (memory.stage, memory.xNext)
    memory.gather(memory.x, count: count, of: active, to: x, (1, count))
    stepper.evaluation.evaluate(
      RowPoints(count: count, rows: memory.jumped, t: memory.t, x: x), into: velocity)
    for index in 0..<count {
      Element.copyMatrix(
        rows: memory.dimension, columns: 1, velocity + index, from: (count, 1),
        into: memory.velocity(0) + Int(slots[index]), to: (active, 1))
    }
  }
}
