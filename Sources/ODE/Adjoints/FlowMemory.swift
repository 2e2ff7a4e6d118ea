import Calculus
import Tensors

/// The memory of a discrete flow: states, stages, residuals and cotangents in one block.
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
  private let keepsTape: Bool

  /// The elements that a flow over so many rows needs.
  static func count(
    _ program: HamiltonianProgram<Element>, _ scheme: FlowScheme, rows: Int, keepsTape: Bool
  ) -> Int {
    let state = rows * program.dimension
    let stage = keepsTape ? state + program.residualCount(rows: rows) : state
    let kept = keepsTape ? scheme.steps * scheme.stageCount : scheme.stageCount + 1
    return kept * stage + (2 * scheme.stageCount + 4) * state + 5 * rows + 64
  }

  init(
    _ program: HamiltonianProgram<Element>, _ scheme: FlowScheme, rows: Int, keepsTape: Bool
  ) {
    self.keepsTape = keepsTape
    weights = FlowWeights(scheme)
    stageCount = scheme.stageCount
    stateSize = rows * program.dimension
    tapeStride = keepsTape ? stateSize + program.residualCount(rows: rows) : stateSize
    let count = FlowMemory.count(program, scheme, rows: rows, keepsTape: keepsTape)
    base = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Element>.stride, alignment: 64
    ).bindMemory(to: Element.self, capacity: count)
    var next = base
    func take(_ count: Int) -> UnsafeMutablePointer<Element> {
      defer { next += count }
      return next
    }
    tape = take((keepsTape ? scheme.steps * stageCount : stageCount + 1) * tapeStride)
    lastState = take(stateSize)
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

  private let lastState: UnsafeMutablePointer<Element>

  deinit {
    base.deallocate()
    velocities.deallocate()
    costateTables.deallocate()
  }

  /// The state before a step; after the last step, the result.
  func state(step: Int) -> UnsafeMutablePointer<Element> {
    if keepsTape { return step * stageCount < tapeLength ? stage(step, 0) : lastState }
    return step.isMultiple(of: 2) ? lastState : tape
  }

  /// The state of a stage; that of stage 0 is the state before the step.
  func stage(_ step: Int, _ stage: Int) -> UnsafeMutablePointer<Element> {
    if keepsTape { return tape + (step * stageCount + stage) * tapeStride }
    return stage == 0 ? state(step: step) : tape + stage * stateSize
  }

  /// What the pullback of a stage needs; nil without a tape.
  func residuals(_ step: Int, _ stage: Int) -> UnsafeMutablePointer<Element>? {
    keepsTape ? self.stage(step, stage) + stateSize : nil
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

  private var tapeLength: Int { (lastState - tape) / max(tapeStride, 1) }

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
