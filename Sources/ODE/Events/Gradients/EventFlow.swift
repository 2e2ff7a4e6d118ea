public import Calculus
public import Tensors

/// A flow with events, and its exact gradient: that of its end, of the times at which events happen
/// and of the states there, by the first states, the field's parameters and the events' own.
///
/// An event time t* is defined by g(t*, x(t*), η) = 0, so by the implicit function theorem
///
///     dt* = −(∂g/∂x · dx + ∂g/∂η · dη) / (∂g/∂t + ∂g/∂x · f),
///
/// dx being the change of the state at a fixed time. Backwards, the costate p after a jump
/// x⁺ = J(t, x⁻, η) becomes
///
///     p⁻ = Jₓᵀ p − (s / ġ) ∂g/∂x,   s = ∂J/∂t · p − p · f(x⁺) + Jₓᵀ p · f(x⁻),
///
/// ġ being the denominator above. Between events, the steps are transposed as by
/// ``StagedAdaptiveFlow``: sizes frozen, but for those that events end. What the solution inside of a
/// step misses of the step is not differentiated: gradients hold to the tolerances.
///
/// A crossing that only touches zero has no derivative: ġ vanishes, and gradients are infinite.
///
/// > Source: Chen, Amos & Nickel, Learning Neural Event Functions, arXiv:2011.03902; Hiskens & Pai,
/// > IEEE Trans. Circuits Syst. I 47 (2000), for jumps.
public final class EventFlow<Element: Scalar> {
  /// The method, its tolerances and the horizon.
  public let scheme: AdaptiveScheme
  /// The events' parameters, each law's after its name.
  public let eventParameters: ParameterLayout
  /// What happened to each row in the last solve.
  public private(set) var occurrences: [[EventOccurrence<Element>]] = []
  /// How each row ended in the last solve.
  public private(set) var outcomes: [Outcome] = []
  /// What the last solve and the last pullback took.
  public private(set) var work = FlowWork()

  private let program: HamiltonianProgram<Element>
  private let evaluation: ControlledEvaluation<Element>
  private let integrator: Integrator
  private let steps: StageSteps<Element>
  private let sequence: StepSequence<Element>
  private let augmented: AugmentedStates<Element>
  private let laws: [LawEvaluation<Element>]
  private let offsets: [Int]
  private let jumps: JumpTranspose<Element>
  /// Cotangents of all rows, those of a round, and costates as callers have them.
  private let base: UnsafeMutablePointer<Element>
  private let size: Int
  private let states: UnsafeMutablePointer<Element>
  private let cost: UnsafeMutablePointer<Element>
  private var count = 0

  /// A flow for solves of at most `rows` rows.
  ///
  /// - Parameters:
  ///   - program: the field.
  ///   - laws: the events; at one time they happen in this order.
  ///   - scheme: the method, its tolerances and the horizon.
  ///   - rows: the largest number of rows of a solve.
  /// - Precondition: the method is one of stages, the laws have the field's dimension, and the scheme
  ///   has no other adjoint than the discrete one.
  public init(
    _ program: HamiltonianProgram<Element>, laws: [any EventLaw], scheme: AdaptiveScheme, rows: Int
  ) {
    precondition(
      scheme.adjoint == .discrete, "a flow with events by the adjoint \(scheme.adjoint.rawValue)")
    for law in laws {
      precondition(
        law.dimension == program.dimension,
        "event \(law.name) of dimension \(law.dimension) on a flow of \(program.dimension)")
    }
    self.program = program
    self.scheme = scheme
    integrator = scheme.integrator(for: program)
    evaluation = ControlledEvaluation(program, scheme, rows: rows)
    let control = StageControl<Element>(
      scheme.control, over: scheme.span, parameterCount: program.parameters.count)
    steps = StageSteps(
      program.hamiltonian, FlowSolver.adaptive(scheme).stageScheme, control, rows: rows)
    size = StagedFlow.stateCount(program, rows: rows)
    sequence = StepSequence(stateSize: size, tangents: 0)
    augmented = AugmentedStates(program, rows: rows)
    self.laws = laws.map { LawEvaluation($0) }
    var layout = ParameterLayout()
    offsets = laws.map { law in
      defer { layout.append(law.parameters, prefix: law.name) }
      return layout.count
    }
    eventParameters = layout
    jumps = JumpTranspose(evaluation)
    base = .allocate(capacity: 3 * size)
    base.initialize(repeating: 0, count: 3 * size)
    states = .allocate(capacity: max(rows * program.dimension, 1))
    cost = .allocate(capacity: max(rows, 1))
  }

  deinit {
    base.deallocate()
    states.deallocate()
    cost.deallocate()
  }

  /// Says where the control's nodes lie; shape `[nodes, parameters]`.
  ///
  /// Call again when they changed.
  public func setParameters(_ theta: UnsafePointer<Element>) {
    evaluation.setNodes(theta)
    steps.control.setNodes(theta)
  }

  /// Says where the events' parameters lie; shape `[eventParameters.count]`.
  ///
  /// Call again when they changed.
  public func setEventParameters(_ eta: UnsafePointer<Element>) {
    for (law, offset) in zip(laws, offsets) { law.setParameters(eta + offset) }
  }
}

// MARK: - Forwards

extension EventFlow {
  /// Carries states along the flow, through its events.
  ///
  /// - Parameters:
  ///   - x0: the states at the beginning; shape `[count, dimension]`.
  ///   - count: the number of rows.
  /// - Returns: the states at the end, or at the event that stopped the row, and NaN for rows that
  ///   failed, shape `[count, dimension]`, and the integral of the running cost, shape `[count]`;
  ///   borrowed until the next solve.
  public func solve(
    from x0: UnsafePointer<Element>, count: Int
  ) -> (states: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>) {
    precondition(
      count <= evaluation.rows, "\(count) rows in a flow made for \(evaluation.rows)")
    self.count = count
    sequence.reset()
    work = FlowWork()
    outcomes = Array(repeating: .completed, count: count)
    occurrences = Array(repeating: [], count: count)
    var current = start(x0)
    let events = laws.map { $0.event() }
    for piece in 0..<scheme.control.pieceCount {
      let span = scheme.span(ofPiece: piece)
      // Rows that have ended stay where they are.
      let spans = outcomes.map { $0.isCompleted ? span : TimeSpan(from: span.end, to: span.end) }
      let history = integrator.stepHistory(
        of: PieceField(evaluation: evaluation, piece: piece), from: current, over: spans,
        events: events)
      sequence.append(history, piece: piece, of: count)
      record(history.ends)
      current = history.ends.states
    }
    unpack(current)
    return (states, cost)
  }

  private var width: Int { program.dimension + (program.hasRunningCost ? 1 : 0) }

  /// States with a running cost of 0 behind them, where there is one.
  private func start(_ x0: UnsafePointer<Element>) -> Tensor<Element> {
    let (n, width) = (program.dimension, width)
    return Tensor(shape: [count, width]) { elements in
      guard let base = elements.baseAddress else { return }
      base.initialize(repeating: 0, count: count * width)
      for row in 0..<count { (base + row * width).update(from: x0 + row * n, count: n) }
    }
  }

  private func record(_ ends: FlowEnds<Element>) {
    let total = ends.total
    work.forwardEvaluations += total.evaluations
    work.steps += total.accepted
    work.rejectedSteps += total.rejected
    for row in 0..<count where outcomes[row].isCompleted {
      outcomes[row] = ends.outcomes[row]
      occurrences[row] += ends.occurrences(ofRow: row).map(withoutCost)
    }
  }

  private func withoutCost(_ occurrence: EventOccurrence<Element>) -> EventOccurrence<Element> {
    let n = program.dimension
    return EventOccurrence(
      event: occurrence.event, time: occurrence.time, state: Array(occurrence.state[..<n]),
      stateAfter: Array(occurrence.stateAfter[..<n]))
  }

  private func unpack(_ ends: Tensor<Element>) {
    let (n, width) = (program.dimension, width)
    work.failedRows = outcomes.count { $0.isFailure }
    ends.withUnsafeElements { elements in
      guard let base = elements.baseAddress else { return }
      for row in 0..<count {
        (states + row * n).update(from: base + row * width, count: n)
        cost[row] = width > n ? base[row * width + n] : 0
        guard outcomes[row].isFailure else { continue }
        Element.fill(states + row * n, with: .nan, count: n)
        cost[row] = .nan
      }
    }
  }
}

// MARK: - Backwards

extension EventFlow {
  /// Carries the cotangents of the last solve's results back.
  ///
  /// - Parameters:
  ///   - end: those of the last states; shape `[count, dimension]`.
  ///   - cost: those of the running costs, shape `[count]`; zero when nil.
  ///   - found: those of the times and states of each row's occurrences, in their order; zero when
  ///     nil.
  ///   - thetaBar: the cotangent of the control's nodes is added to it.
  ///   - etaBar: that of the events' parameters is added to it.
  /// - Returns: the cotangent of the first states, shape `[count, dimension]`, borrowed until the next
  ///   call.
  public func pullback(
    _ end: UnsafePointer<Element>, cost: UnsafePointer<Element>? = nil,
    occurrences found: [[OccurrenceCotangent<Element>]]? = nil,
    into thetaBar: UnsafeMutablePointer<Element>, events etaBar: UnsafeMutablePointer<Element>
  ) -> UnsafeMutablePointer<Element> {
    let (all, part, costates) = (base, base + size, base + 2 * size)
    work.backwardEvaluations = 0
    steps.evaluations = 0
    augmented.setCotangents(end, cost, count, to: all)
    var pending = occurrences.map(\.count)
    for (number, round) in sequence.rounds.enumerated().reversed() {
      let x = sequence.states(number)
      for place in 0..<round.count {
        let row = round.rows?[place] ?? place
        transposeEvents(
          ofRow: row, after: round.times[place], round.piece, found?[row], &pending[row], etaBar)
      }
      steps.transpose(round, from: x, cotangents: all, of: count, part: part, into: thetaBar)
      work.backwardEvaluations += round.count * steps.scheme.stages.count
    }
    work.repeatedEvaluations = steps.evaluations
    costates.update(from: augmented.start(all, count), count: count * program.dimension)
    return costates
  }

  /// Transposes the events of a row that happened after a time and are still to be transposed; those
  /// of one time together.
  private func transposeEvents(
    ofRow row: Int, after t: Double, _ piece: Int, _ found: [OccurrenceCotangent<Element>]?,
    _ pending: inout Int, _ etaBar: UnsafeMutablePointer<Element>
  ) {
    let list = occurrences[row]
    let direction = scheme.span.direction
    while pending > 0, direction * (list[pending - 1].time - t) > 0 {
      let time = list[pending - 1].time
      let first = (list[..<pending].lastIndex { $0.time != time } ?? -1) + 1
      let isLast = pending == list.count
      let group = first..<pending
      jumps.transpose(
        list[group], laws: group.map { laws[list[$0].event] },
        etaBars: group.map { etaBar + offsets[list[$0].event] },
        found: found.map { $0[group] }, piece: piece, endsRow: isLast && isStopped(row),
        costates: base + row, stride: count)
      pending = first
    }
  }

  private func isStopped(_ row: Int) -> Bool {
    if case .stopped = outcomes[row] { return true }
    return false
  }
}

/// The cotangents of an event that happened: those of its time and of the state at it.
public struct OccurrenceCotangent<Element: Sendable>: Sendable {
  /// That of the time.
  public var time: Double
  /// That of the state before a jump; shape `[dimension]`.
  public var state: [Element]

  /// Cotangents.
  public init(time: Double, state: [Element]) {
    self.time = time
    self.state = state
  }
}
