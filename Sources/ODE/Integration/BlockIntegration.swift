import Calculus
import Tensors

/// Follows the flow of a block of rows, each with its own steps: the loop of the integrator.
///
/// A round proposes a step size for every row, tries the steps of all rows at once, judges them, shows
/// the accepted ones to the observer, and advances. Rows that finish or fail leave, and the others
/// close up, so that only rows under way are computed. No round allocates memory.
final class BlockIntegration<Element: Scalar> {
  let memory: StepMemory<Element>
  let stepper: any Stepper<Element>
  let control: StepControl
  /// The solutions inside of steps, by their kind; none where no observer asks for them.
  private let interpolants: [StepInterpolant<Element>]
  let method: SteppingMethod
  let measure: ErrorMeasure<Element>?
  private let tolerances: (absolute: Element, relative: Element)
  /// The square of an error for which steps become half as long, about.
  private let errorOfFailures: Double
  let stops: StopList?
  private let watch: EventWatch<Element>?
  /// Whether there is a watch: asked first, since what is generic costs to look at.
  private let hasWatch: Bool
  private var stiffness: StiffnessWatch?
  /// Whether the stages of the steps tried last are in memory, for the rows under way.
  private(set) var stagesAreThere = false
  /// The rows under way: they hold the first slots.
  private(set) var active = 0
  private var acceptedCount = 0
  /// The equal steps that are tried.
  private var triedCount = 0
  /// Whether the first stage of the next steps is computed already.
  private(set) var startIsKnown = false
  /// The evaluations of rows that have tried no step, and the steps of all rows when they are equal.
  private var evaluationsAtStart = 0
  private var equalStep = 0
  /// Whether rows that events have cut are to come to the end of an equal step.
  private var isCatchingUp = false
  /// The slots that stay when rows leave, in pieces.
  private var pieces: [Range<Int>] = []

  /// An integration of blocks of at most `capacity` rows.
  ///
  /// - Parameters:
  ///   - integrator: the method and its step sizes.
  ///   - field: the right-hand side.
  ///   - capacity: the largest number of rows in a block.
  ///   - needsDenseOutput: whether observers are to see the solution inside of steps.
  ///   - events: what is looked for in steps.
  init(
    _ integrator: Integrator, _ field: some VectorField<Element>, capacity: Int,
    needsDenseOutput: Bool, events: [Event<Element>] = []
  ) {
    let needsDenseOutput = needsDenseOutput || !events.isEmpty
    method = integrator.method
    control = integrator.control
    memory = StepMemory(
      stages: method.stages, capacity: capacity, dimension: field.dimension)
    let isAdaptive = control.equalSteps == nil
    stepper = method.makeStepper(
      StepEvaluation(field, memory), needsEndVelocity: needsDenseOutput || isAdaptive,
      control: control)
    interpolants =
      needsDenseOutput
      ? method.denseOutputs.map { [memory] in StepInterpolant($0, memory) } : []
    hasWatch = !events.isEmpty
    watch =
      events.isEmpty
      ? nil
      : EventWatch(
        events, degree: method.denseOutputs.reduce(0) { max($0, $1.degree) }, capacity: capacity,
        dimension: field.dimension)
    if isAdaptive, case .explicit(let tableau) = method, tableau.showsStiffness {
      stiffness = StiffnessWatch(boundary: tableau.stabilityBoundary)
    } else {
      stiffness = nil
    }
    errorOfFailures = (0..<2 * stepper.estimatePower).reduce(1) { square, _ in square * 1.8 }
    if case .adaptive(let control) = integrator.control {
      memory.state.set(
        control, estimatePower: stepper.estimatePower, rounding: Double(Element.ulpOfOne),
        leastNormal: Double(Element.leastNormalMagnitude))
      tolerances = control.tolerances(in: Element.self)
      measure = ErrorMeasure(control, memory)
      stops = control.stops.isEmpty ? nil : StopList(control.stops, in: Element.self)
    } else {
      tolerances = (1, 1)
      (measure, stops) = (nil, nil)
    }
    pieces.reserveCapacity(capacity + 1)
  }

  /// Follows the rows of a block to their ends, and shows an observer the accepted steps.
  func run(_ block: RowBlock<Element>, observer: (any StepObserver<Element>)?) {
    load(block)
    while active > 0 { takeRound(block, observer: observer) }
  }

  /// Tries one step of each row under way.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func takeRound(_ block: RowBlock<Element>, observer: (any StepObserver<Element>)?) {
    proposeSteps(block)
    guard active > 0 else { return }
    if !startIsKnown { stepper.evaluateStart(active) }
    stepper.attempt(active)
    stagesAreThere = true
    if stiffness?.isDue() == true { lookForStiffness(firstRow: block.firstRow) }
    judge()
    if acceptedCount > 0 { show(to: observer) }
    advance(block)
  }

  /// Takes the rows of a block to the beginnings of their spans.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func load(_ block: RowBlock<Element>) {
    let state = memory.state
    active = block.count
    evaluationsAtStart = 0
    equalStep = 0
    isCatchingUp = false
    stiffness?.begin()
    if hasWatch { watch?.begin(firstRow: block.firstRow, into: block.occurrences) }
    state.begin(active, block.spans, firstRow: block.firstRow)
    for slot in 0..<active { memory.rows[slot] = Int32(block.firstRow + slot) }
    stepper.begin(active)
    Element.copyMatrix(
      rows: active, columns: memory.dimension, block.states, from: (memory.dimension, 1),
      into: memory.x, to: (1, active))
    if let stops { state.beginLegs(active, stops) }
    remove(block) { state.t[$0] == state.ends[$0] ? .completed : nil }
    removeNotFinite(memory.x, as: .initialState, block)
    guard active > 0 else { return }
    stepper.evaluateStart(active)
    startIsKnown = true
    evaluationsAtStart = 1
    removeNotFinite(memory.velocity(0), as: .velocity, block)
    guard case .adaptive(let control) = control, active > 0 else { return }
    chooseFirstSteps(control)
    if control.initialStep == nil { evaluationsAtStart = 2 }
  }
}

// MARK: - The parts of a round

extension BlockIntegration {
  private func proposeSteps(_ block: RowBlock<Element>) {
    if let steps = control.equalSteps {
      if isCatchingUp {
        triedCount = memory.state.proposeRest(active, step: equalStep, outOf: steps)
      } else {
        memory.state.proposeEqual(active, step: equalStep, outOf: steps, of: block.spans)
        triedCount = active
      }
    } else if memory.state.propose(active) > 0 {
      remove(block) { slot in
        memory.state.ending(slot).map {
          stepper.hasFailed(slot) ? .notConverged(t: memory.state.t[slot]) : $0
        }
      }
    }
  }

  private func judge() {
    if control.equalSteps == nil {
      estimateErrors()
      acceptedCount = memory.state.judge(active)
      memory.state.remember(active, memory.rows)
    } else {
      acceptedCount = triedCount
      memory.forEachNotFinite(active, memory.xNext) { slot in
        acceptedCount -= Int(memory.state.verdicts[slot])
        memory.state.verdicts[slot] = 0
      }
      guard stepper.hasFailures else { return }
      for slot in 0..<active where stepper.hasFailed(slot) && memory.state.verdicts[slot] != 0 {
        memory.state.verdicts[slot] = 0
        acceptedCount -= 1
      }
    }
  }

  private func estimateErrors() {
    if let measure {
      stepper.writeErrors(active, to: memory.stage)
      measure.squaredErrors(active, of: memory.stage, memory.x, memory.xNext)
    } else {
      stepper.estimateErrors(active, tolerances)
    }
    guard stepper.hasFailures else { return }
    for slot in 0..<active where stepper.hasFailed(slot) {
      memory.state.squaredErrors[slot] = errorOfFailures
    }
  }

  private func show(to observer: (any StepObserver<Element>)?) {
    guard observer != nil || hasWatch else { return }
    var count = 0
    for slot in 0..<active where memory.state.verdicts[slot] != 0 {
      memory.accepted[count] = Int32(slot)
      count += 1
    }
    if hasWatch || observer?.needsDenseOutput == true { stepper.prepareDenseOutput(active) }
    let steps = AcceptedSteps(
      count: count, active: active, memory: memory,
      interpolant: interpolants.isEmpty ? nil : interpolants[stepper.kind])
    if hasWatch { watch?.look(at: steps) }
    observer?.observe(steps)
  }

  private func advance(_ block: RowBlock<Element>) {
    keepAcceptedEnds()
    startIsKnown = stepper.endVelocity != nil
    if let steps = control.equalSteps {
      advanceEqual(block, outOf: steps)
    } else {
      var ended = memory.state.advance(active)
      if let stops, ended > 0 { ended = memory.state.continueLegs(active, stops) }
      ended += meetEvents()
      if ended > 0 {
        remove(block) { memory.state.verdicts[$0] != 0 ? .completed : endingByEvent($0) }
      }
      if stops != nil || hasWatch { beginAgainAfterJumps() }
    }
    if hasWatch, let watch, watch.hasConsequences {
      watch.clearConsequences()
      memory.state.isCut.update(repeating: 0, count: active)
    }
  }

  private func advanceEqual(_ block: RowBlock<Element>, outOf steps: Int) {
    let state = memory.state
    state.advanceEqual(active)
    if meetEvents() > 0 || acceptedCount < triedCount {
      remove(block) { slot in
        guard hasFailed(slot) else { return endingByEvent(slot) }
        let t = state.t[slot]
        return stepper.hasFailed(slot) ? .notConverged(t: t) : .notFinite(.state, t: t)
      }
    }
    if hasWatch {
      beginAgainAfterJumps()
      isCatchingUp = state.isBehind(active, step: equalStep, outOf: steps)
      guard !isCatchingUp else { return }
    }
    equalStep += 1
    // Equal steps are counted: the times of very short ones are rounded to the end too early.
    if equalStep == steps { remove(block) { _ in .completed } }
  }

  /// Whether the last equal step of the row in a slot was tried and not accepted.
  private func hasFailed(_ slot: Int) -> Bool {
    memory.state.verdicts[slot] == 0 && memory.state.t[slot] != memory.state.tNext[slot]
  }

  private func meetEvents() -> Int {
    guard hasWatch, let watch, watch.hasConsequences else { return 0 }
    return meetEvents(watch)
  }

  private func endingByEvent(_ slot: Int) -> Outcome? {
    hasWatch ? watch.flatMap { ending(slot, $0) } : nil
  }

  /// Makes the ends of accepted steps the rows' states, and the velocities there their first stages.
  private func keepAcceptedEnds() {
    guard acceptedCount > 0 else { return }
    let n = memory.dimension
    let isWhole = acceptedCount == active
    if !isWhole { Element.round(memory.state.verdicts, to: memory.chosen, count: active) }
    func keep(_ y: UnsafeMutablePointer<Element>, _ x: UnsafePointer<Element>) {
      if isWhole {
        y.update(from: x, count: active * n)
      } else {
        Element.copy(rowsLast: active, columns: n, where: memory.chosen, x, to: y)
      }
    }
    keep(memory.x, memory.xNext)
    if let velocity = stepper.endVelocity { keep(memory.velocity(0), velocity) }
  }
}

// MARK: - Rows that leave

extension BlockIntegration {
  /// Stores how rows ended, where the closure says that they did, and closes up the others.
  private func remove(_ block: RowBlock<Element>, _ ending: (_ slot: Int) -> Outcome?) {
    pieces.removeAll(keepingCapacity: true)
    var first = 0
    for slot in 0..<active {
      guard let outcome = ending(slot) else { continue }
      finish(slot, outcome, block)
      if first < slot { pieces.append(first..<slot) }
      first = slot + 1
    }
    if first < active { pieces.append(first..<active) }
    guard first > 0 else { return }
    stagesAreThere = false
    memory.keep(pieces, of: active)
    stepper.keep(pieces, of: active)
    active = pieces.reduce(0) { $0 + $1.count }
  }

  private func finish(_ slot: Int, _ outcome: Outcome, _ block: RowBlock<Element>) {
    let row = Int(memory.rows[slot])
    let statistics = statistics(slot)
    let from = stiffness?.stiffFrom(row - block.firstRow)
    if let report = report(slot, outcome, statistics, stiffFrom: from) {
      block.reports?.pointee.append(report)
    }
    block.finish(
      row, (memory.state.t[slot], outcome, statistics), memory.x + slot, active: active,
      dimension: memory.dimension)
  }

  /// Says that other numbers are where stages were.
  func forgetStages() { stagesAreThere = false }

  /// Looks whether the steps just tried are bound by stability.
  private func lookForStiffness(firstRow: Int) {
    stiffness?.beginLook(rows: memory.capacity)
    for slot in 0..<active {
      guard let ratio = stepper.stiffnessRatio(slot, of: active) else { return }
      stiffness?.look(
        Int(memory.rows[slot]) - firstRow, ratio: ratio, at: memory.state.t[slot])
    }
  }

  private func statistics(_ slot: Int) -> Statistics {
    var statistics = Statistics()
    statistics.accepted = memory.state.acceptedCount(slot)
    statistics.rejected = memory.state.rejectedCount(slot)
    // Equal steps that end in a state that is not finite were tried too.
    let failed = control.equalSteps != nil && hasFailed(slot) ? 1 : 0
    let attempts = statistics.accepted + statistics.rejected + failed
    guard attempts > 0 else {
      statistics.evaluations = evaluationsAtStart
      return statistics
    }
    stepper.addWork(
      slot, attempts: attempts, hasTrial: evaluationsAtStart == 2, to: &statistics)
    statistics.evaluations += Int(memory.state.jumps[slot])
    return statistics
  }

  /// Ends the rows of which numbers are not finite, their states staying as they are.
  private func removeNotFinite(
    _ x: UnsafePointer<Element>, as quantity: Outcome.Quantity, _ block: RowBlock<Element>
  ) {
    var isAny = false
    memory.state.verdicts.update(repeating: 0, count: active)
    memory.forEachNotFinite(active, x) { slot in
      memory.state.verdicts[slot] = 1
      isAny = true
    }
    guard isAny else { return }
    remove(block) { slot in
      memory.state.verdicts[slot] != 0 ? .notFinite(quantity, t: memory.state.t[slot]) : nil
    }
  }
}

// MARK: - Rows under way

extension BlockIntegration {
  /// The time that the row furthest behind has come to; nil when none is under way.
  var leastTime: Double? {
    let state = memory.state
    return (0..<active).min {
      state.directions[$0] * state.t[$0] < state.directions[$1] * state.t[$1]
    }.map { state.t[$0] }
  }

  /// Stores where the rows under way are.
  func showProgress(_ block: RowBlock<Element>) {
    for slot in 0..<active {
      let t = memory.state.t[slot]
      block.finish(
        Int(memory.rows[slot]), (t, .underWay(t: t), statistics(slot)), memory.x + slot,
        active: active, dimension: memory.dimension)
    }
  }

  /// Writes all that goes on to a tape, or reads it.
  func pass(_ tape: inout StateTape) {
    tape.pass(&active)
    tape.pass(&startIsKnown)
    tape.pass(&evaluationsAtStart)
    tape.pass(&equalStep)
    memory.pass(&tape)
    stepper.pass(&tape)
    stiffness?.pass(&tape, rows: memory.capacity)
  }
}
