import Calculus
import Tensors

/// The memory of a discrete flow: states, stages, residuals and cotangents in one block.
///
/// Steps with a tape lie one behind the other: the states of a step's stages, each with its residuals.
/// Steps without one have two states in turn, and one for all their stages.
final class FlowMemory<Element: Scalar> {
  let weights: FlowWeights<Element>
  /// Times, running cost's rate, its integral; shape `[rows]` each.
  let t: UnsafeMutablePointer<Element>
  let rate: UnsafeMutablePointer<Element>
  let cost: UnsafeMutablePointer<Element>
  /// The stages' velocities, as a table of pointers.
  let velocities: UnsafeMutablePointer<UnsafePointer<Element>?>
  /// The cotangent of the state, carried backwards; shape `[dimension, rows]`.
  let p: UnsafeMutablePointer<Element>
  /// The cotangent of a stage's velocity, of its running cost, and of its time.
  let kappa: UnsafeMutablePointer<Element>
  /// Results as callers have them; shape `[rows, dimension]`.
  let turned: UnsafeMutablePointer<Element>
  let kappaCost: UnsafeMutablePointer<Element>
  let tau: UnsafeMutablePointer<Element>

  private let base: UnsafeMutablePointer<Element>
  private let stageCount: Int
  private let stateSize: Int
  private let tape: UnsafeMutablePointer<Element>
  private let tapeStride: Int
  private let velocityMemory: UnsafeMutablePointer<Element>
  private let cotangentMemory: UnsafeMutablePointer<Element>
  private let costateTables: UnsafeMutablePointer<UnsafePointer<Element>?>
  /// The steps whose tape is in memory, or is being written.
  var taped = 0..<0
  private let walked: UnsafeMutablePointer<Element>
  private let checkpoints: UnsafeMutablePointer<Element>
  /// The state after the last step.
  let result: UnsafeMutablePointer<Element>

  init(
    _ program: HamiltonianProgram<Element>, _ scheme: FlowScheme, rows: Int, plan: CheckpointPlan?
  ) {
    let layout = FlowLayout(program, scheme, rows: rows)
    weights = FlowWeights(scheme)
    stageCount = scheme.stageCount
    stateSize = layout.state
    tapeStride = layout.stage
    let count = layout.count(plan)
    base = .allocateLines(capacity: count)
    var next = base
    func take(_ count: Int) -> UnsafeMutablePointer<Element> {
      defer { next += count }
      return next
    }
    tape = take(layout.tapeCount(plan))
    let kept = take(layout.checkpointCount(plan))
    // Where all tapes are kept, the first state is the first tape's.
    checkpoints = layout.checkpointCount(plan) > 0 ? kept : tape
    walked = take(layout.walkedCount(plan))
    result = take(stateSize)
    velocityMemory = take(stageCount * stateSize)
    cotangentMemory = take(stageCount * stateSize)
    p = take(stateSize)
    kappa = take(stateSize)
    turned = take(stateSize)
    t = take(rows)
    rate = take(rows)
    cost = take(rows)
    kappaCost = take(rows)
    tau = take(rows)
    velocities = .allocate(capacity: stageCount)
    costateTables = .allocate(capacity: stageCount * (stageCount + 1))
    fillTables()
  }

  deinit {
    base.deallocate()
    velocities.deallocate()
    costateTables.deallocate()
  }

  /// The state with which the flow begins.
  var start: UnsafeMutablePointer<Element> { checkpoints }

  /// The state of a checkpoint; the first is the state with which the flow begins.
  func checkpoint(_ place: Int) -> UnsafeMutablePointer<Element> {
    checkpoints + place * stateSize
  }

  /// The states that steps without a tape begin and end with, in turn.
  func walkedState(_ step: Int) -> UnsafeMutablePointer<Element> {
    walked + (step.isMultiple(of: 2) ? stateSize : 0)
  }

  /// The state of a stage of a step without a tape.
  var walkedStage: UnsafeMutablePointer<Element> { walked + 2 * stateSize }

  /// The state of a stage of a step with a tape; that of stage 0 is the state before the step.
  func stage(_ step: Int, _ stage: Int) -> UnsafeMutablePointer<Element> {
    tape + ((step - taped.lowerBound) * stageCount + stage) * tapeStride
  }

  /// What the pullback of a stage of a step with a tape needs.
  func residuals(_ step: Int, _ stage: Int) -> UnsafeMutablePointer<Element> {
    self.stage(step, stage) + stateSize
  }

  /// The velocity of a stage.
  func velocity(_ stage: Int) -> UnsafeMutablePointer<Element> {
    velocityMemory + stage * stateSize
  }

  /// The cotangent of a stage's state.
  func cotangent(_ stage: Int) -> UnsafeMutablePointer<Element> {
    cotangentMemory + stage * stateSize
  }

  /// What a stage's cotangent is combined from: p, then the later stages' cotangents.
  func costateTable(_ stage: Int) -> UnsafePointer<UnsafePointer<Element>?> {
    UnsafePointer(costateTables + stage * (stageCount + 1))
  }

  /// All stages' cotangents.
  var cotangentTable: UnsafePointer<UnsafePointer<Element>?> {
    UnsafePointer(costateTables + (stageCount - 1) * (stageCount + 1) + 1)
  }

  private func fillTables() {
    for stage in 0..<stageCount {
      velocities[stage] = UnsafePointer(velocity(stage))
      let table = costateTables + stage * (stageCount + 1)
      table[0] = UnsafePointer(p)
      for later in 1...stageCount {
        let index = stage + later
        table[later] = index < stageCount ? UnsafePointer(cotangent(index)) : nil
      }
    }
    // Stage `stageCount - 1` needs p alone; the rest of its row lists all stages.
    let last = costateTables + (stageCount - 1) * (stageCount + 1) + 1
    for stage in 0..<stageCount { last[stage] = UnsafePointer(cotangent(stage)) }
  }
}
