import Calculus
import Tensors

/// Follows the flow of a block of rows, each with its own steps: the loop of the integrator.
///
/// A round proposes a step size for every row, tries the steps of all rows at once, judges them, shows
/// the accepted ones to the observer, and advances. Rows that finish or fail leave their slot to the
/// last row, so that only rows under way are computed. No round allocates memory.
final class BlockIntegration<Element: Scalar> {
  let memory: StepMemory<Element>
  let stepper: Stepper<Element>
  private let control: StepControl
  private let interpolant: StepInterpolant<Element>
  private let controller: StepController?
  /// The rows under way: they hold the first slots.
  private(set) var active = 0
  private var acceptedCount = 0
  /// Whether the first stage of the next steps is computed already.
  private var startIsKnown = false

  /// An integration of blocks of at most `capacity` rows.
  ///
  /// - Parameters:
  ///   - integrator: the method and its step sizes.
  ///   - field: the right-hand side.
  ///   - capacity: the largest number of rows in a block.
  ///   - needsDenseOutput: whether observers are to see the solution inside of steps.
  init(
    _ integrator: Integrator, _ field: some VectorField<Element>, capacity: Int,
    needsDenseOutput: Bool
  ) {
    let method = integrator.method
    control = integrator.control
    memory = StepMemory(
      stages: method.stages, capacity: capacity, dimension: field.dimension)
    var needsEndVelocity = needsDenseOutput
    if case .adaptive(let control) = integrator.control {
      controller = StepController(control, estimateOrder: method.estimateOrder)
      needsEndVelocity = true
    } else {
      controller = nil
    }
    stepper = Stepper(
      method, field.makeEvaluator(rowCapacity: capacity), memory: memory,
      needsEndVelocity: needsEndVelocity)
    interpolant = StepInterpolant(method, memory)
  }

  /// Follows the rows of a block to their ends, and shows an observer the accepted steps.
  func run(_ block: RowBlock<Element>, observer: (any StepObserver<Element>)?) {
    load(block)
    while active > 0 {
      proposeSteps(block.span)
      removeFinished(block)
      guard active > 0 else { return }
      if !startIsKnown { stepper.evaluateStart(active) }
      stepper.attempt(active)
      judge()
      if let observer, acceptedCount > 0 { observer.observe(acceptedSteps) }
      advance(block.span)
      removeFinished(block)
    }
  }

  private func load(_ block: RowBlock<Element>) {
    active = block.count
    memory.x.update(from: block.states, count: active * memory.dimension)
    for slot in 0..<active {
      (memory.states + slot).initialize(to: RowState(row: slot, t: block.span.start))
      memory.rows[slot] = Int32(block.firstRow + slot)
      if block.span.length == 0 { memory.states[slot].outcome = .completed }
    }
    markNotFinite(memory.x, as: .initialState)
    removeFinished(block)
    guard active > 0 else { return }
    stepper.evaluateStart(active)
    startIsKnown = true
    markNotFinite(memory.velocity(0), as: .velocity)
    removeFinished(block)
    if case .adaptive(let control) = control, active > 0 { chooseFirstSteps(control, block.span) }
  }

  /// Ends the rows of which numbers are not finite, their states staying as they are.
  private func markNotFinite(_ x: UnsafePointer<Element>, as quantity: Outcome.Quantity) {
    forEachNotFinite(x) { slot in
      memory.states[slot].outcome = .notFinite(quantity, t: memory.states[slot].t)
    }
  }

  /// One look at all rows, and a closer one only when something is wrong.
  private func forEachNotFinite(_ x: UnsafePointer<Element>, _ body: (Int) -> Void) {
    let n = memory.dimension
    guard !Element.allFinite(x, count: active * n) else { return }
    for slot in 0..<active where !Element.allFinite(x + slot * n, count: n) { body(slot) }
  }
}

// MARK: - The parts of a round

extension BlockIntegration {
  private func proposeSteps(_ span: TimeSpan) {
    switch control {
    case .fixed(let steps):
      for slot in 0..<active { memory.states[slot].propose(step: steps, of: span) }
    case .adaptive(let control):
      for slot in 0..<active {
        memory.states[slot].propose(control, span, in: Element.self)
      }
    }
  }

  private func judge() {
    acceptedCount = 0
    if case .adaptive(let control) = control, let controller {
      stepper.estimateErrors(
        active, relative: Element(control.relative),
        absolute: control.absolute(in: Element.self))
      // An infinite state hides its error: the norm is relative to the state.
      forEachNotFinite(memory.xNext) { memory.doubles[$0] = .nan }
      for slot in 0..<active where memory.states[slot].judge(memory.doubles[slot], controller) {
        accept(slot)
      }
    } else {
      markNotFinite(memory.xNext, as: .state)
      for slot in 0..<active where memory.states[slot].outcome == nil { accept(slot) }
    }
  }

  private func accept(_ slot: Int) {
    memory.accepted[acceptedCount] = Int32(slot)
    acceptedCount += 1
  }

  private var acceptedSteps: AcceptedSteps<Element> {
    AcceptedSteps(
      count: acceptedCount, active: active, memory: memory, interpolant: interpolant)
  }

  private func advance(_ span: TimeSpan) {
    let n = memory.dimension
    if acceptedCount == active {
      memory.x.update(from: memory.xNext, count: active * n)
      if stepper.givesEndVelocity {
        memory.velocity(0).update(from: stepper.endVelocity, count: active * n)
      }
    }
    for index in 0..<acceptedCount {
      let slot = Int(memory.accepted[index])
      if acceptedCount < active {
        (memory.x + slot * n).update(from: memory.xNext + slot * n, count: n)
        if stepper.givesEndVelocity {
          (memory.velocity(0) + slot * n).update(from: stepper.endVelocity + slot * n, count: n)
        }
      }
      memory.states[slot].advance(to: span.end, steps: control.equalSteps)
    }
    startIsKnown = stepper.givesEndVelocity
  }

  private func removeFinished(_ block: RowBlock<Element>) {
    for slot in (0..<active).reversed() {
      guard let outcome = memory.states[slot].outcome else { continue }
      let state = memory.states[slot]
      block.finish(state, outcome, memory.x + slot * memory.dimension, memory.dimension)
      active -= 1
      if slot < active { memory.move(slot: active, to: slot) }
    }
  }
}
