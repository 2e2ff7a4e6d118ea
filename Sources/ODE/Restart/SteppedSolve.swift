public import Calculus
public import Tensors

/// A solve that is taken step by step, saved and resumed.
///
/// In a round each row under way tries one step. The numbers are those of ``Integrator``'s own solves, bit
/// for bit, however often a solve is stopped, saved and resumed on the way.
///
/// ```swift
/// let solve = SteppedSolve(of: field, from: x0, over: TimeSpan(to: 100), by: integrator)
/// while solve.advance(rounds: 1000) { store(solve.state) }
/// let ends = solve.ends
/// ```
///
/// One object serves one thread.
public final class SteppedSolve<Element: Scalar> {
  /// What follows the flow.
  public let integrator: Integrator

  private let integration: BlockIntegration<Element>
  private let rows: Int
  private let dimension: Int
  private var spans: [TimeSpan]
  private let states: UnsafeMutablePointer<Element>
  private let times: UnsafeMutablePointer<Double>
  private let outcomes: UnsafeMutablePointer<Outcome>
  private let statistics: UnsafeMutablePointer<Statistics>
  private let reports: UnsafeMutablePointer<[RowReport]>

  /// A solve at its beginning.
  ///
  /// - Parameters:
  ///   - field: the right-hand side of dx/dt = f(t, x).
  ///   - x0: the states at the beginning; shape `[rows, dimension]`, or `[dimension]` for one row.
  ///   - span: the times between which the flow is followed.
  ///   - integrator: the method and its steps.
  /// - Precondition: the states have the field's dimension; the automatic method takes one row.
  public convenience init(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over span: TimeSpan,
    by integrator: Integrator
  ) {
    let start = FlowStart(x0, of: field)
    self.init(
      field, integrator, rows: start.rows,
      spans: Array(repeating: span, count: start.rows))
    start.states.withUnsafeElements { elements in
      if let base = elements.baseAddress { states.update(from: base, count: rows * dimension) }
    }
    integration.load(block)
  }

  /// A solve that goes on from a state.
  ///
  /// - Parameters:
  ///   - state: the state.
  ///   - field: the right-hand side, the same.
  ///   - integrator: the method and its steps, the same.
  /// - Precondition: the numbers are those of a solve of this field by this integrator.
  public convenience init(
    resuming state: SolverState, of field: some VectorField<Element>, by integrator: Integrator
  ) {
    precondition(
      state.numbers.count > 2 && state.numbers[1] == Double(field.dimension),
      "a solver's state of another field, or no state at all")
    let rows = Int(state.numbers[0])
    self.init(
      field, integrator, rows: rows,
      spans: Array(repeating: TimeSpan(to: 0), count: rows))
    var tape = StateTape(reading: state.numbers)
    pass(&tape)
    precondition(tape.isAtEnd, "a solver's state of another method or other knobs")
  }

  private init(
    _ field: some VectorField<Element>, _ integrator: Integrator, rows: Int, spans: [TimeSpan]
  ) {
    precondition(
      rows == 1 || integrator.method != .automatic,
      "the automatic method takes one row, not \(rows)")
    self.integrator = integrator
    self.rows = rows
    self.spans = spans
    dimension = field.dimension
    integration = BlockIntegration(integrator, field, capacity: rows, needsDenseOutput: false)
    integration.memory.clear()
    states = .allocate(capacity: max(rows * dimension, 1))
    states.initialize(repeating: 0, count: max(rows * dimension, 1))
    times = .allocate(capacity: max(rows, 1))
    times.initialize(repeating: 0, count: max(rows, 1))
    outcomes = .allocate(capacity: max(rows, 1))
    outcomes.initialize(repeating: .completed, count: max(rows, 1))
    statistics = .allocate(capacity: max(rows, 1))
    statistics.initialize(repeating: Statistics(), count: max(rows, 1))
    reports = .allocate(capacity: 1)
    reports.initialize(to: [])
  }

  deinit {
    states.deallocate()
    times.deallocate()
    outcomes.deallocate()
    statistics.deallocate()
    reports.deinitialize(count: 1)
    reports.deallocate()
  }

  private var block: RowBlock<Element> {
    RowBlock(
      spans: .each(spans), firstRow: 0, count: rows, states: states, times: times,
      outcomes: outcomes, statistics: statistics, occurrences: nil, reports: reports)
  }
}

extension SteppedSolve {
  /// The number of rows under way.
  public var active: Int { integration.active }

  /// The last time that all rows under way have reached; nil when none is.
  public var time: Double? { integration.leastTime }

  /// Takes rounds of steps.
  ///
  /// - Parameter rounds: how many, at least one.
  /// - Returns: whether rows are still under way.
  @discardableResult
  public func advance(rounds: Int = 1) -> Bool {
    precondition(rounds >= 1, "a solve that advances by \(rounds) rounds")
    let block = block
    for _ in 0..<rounds where active > 0 { integration.takeRound(block, observer: nil) }
    return active > 0
  }

  /// Takes all steps that are left.
  ///
  /// - Returns: where the rows ended.
  @discardableResult
  public func finish() -> FlowEnds<Element> {
    while active > 0 { advance(rounds: 1000) }
    return ends
  }

  /// Where the rows ended, and where those under way are: their outcomes are ``Outcome/underWay(t:)``.
  public var ends: FlowEnds<Element> {
    integration.showProgress(block)
    let shape = [rows, dimension]
    return FlowEnds(
      states: Tensor(
        Array(UnsafeBufferPointer(start: states, count: rows * dimension)), shape: shape),
      times: Array(UnsafeBufferPointer(start: times, count: rows)),
      outcomes: Array(UnsafeBufferPointer(start: outcomes, count: rows)),
      statistics: Array(UnsafeBufferPointer(start: statistics, count: rows)),
      reports: reports.pointee)
  }

  /// What the solve is made of now.
  public var state: SolverState {
    var tape = StateTape()
    pass(&tape)
    return SolverState(numbers: tape.numbers)
  }

  private func pass(_ tape: inout StateTape) {
    var (rows, dimension) = (rows, dimension)
    tape.pass(&rows)
    tape.pass(&dimension)
    for row in 0..<rows {
      var (start, end) = (spans[row].start, spans[row].end)
      tape.pass(&start)
      tape.pass(&end)
      spans[row] = TimeSpan(from: start, to: end)
      tape.pass(&outcomes[row])
      tape.pass(&statistics[row])
    }
    tape.pass(states, elements: rows * dimension)
    tape.pass(times, count: rows)
    integration.pass(&tape)
  }
}

extension StateTape {
  fileprivate mutating func pass(_ statistics: inout Statistics) {
    pass(&statistics.evaluations)
    pass(&statistics.jacobians)
    pass(&statistics.factorizations)
    pass(&statistics.accepted)
    pass(&statistics.rejected)
  }

  /// Outcomes by numbers: what happened, when, and to what.
  fileprivate mutating func pass(_ outcome: inout Outcome) {
    var (kind, time, detail) = outcome.numbers
    pass(&kind)
    pass(&time)
    pass(&detail)
    outcome = Outcome(kind, time, detail)
  }
}

extension Outcome {
  fileprivate var numbers: (kind: Int, time: Double, detail: Int) {
    switch self {
    case .completed: (0, 0, 0)
    case .underWay(let t): (1, t, 0)
    case .stopped(let event, let t): (2, t, event)
    case .jumpsAccumulate(let event, let t): (3, t, event)
    case .stepTooSmall(let t): (4, t, 0)
    case .tooManySteps(let t): (5, t, 0)
    case .notConverged(let t): (6, t, 0)
    case .notFinite(let quantity, let t):
      (7, t, Quantity.allCases.firstIndex(of: quantity) ?? 0)
    }
  }

  fileprivate init(_ kind: Int, _ t: Double, _ detail: Int) {
    switch kind {
    case 1: self = .underWay(t: t)
    case 2: self = .stopped(byEvent: detail, t: t)
    case 3: self = .jumpsAccumulate(event: detail, t: t)
    case 4: self = .stepTooSmall(t: t)
    case 5: self = .tooManySteps(t: t)
    case 6: self = .notConverged(t: t)
    case 7: self = .notFinite(Quantity.allCases[detail], t: t)
    default: self = .completed
    }
  }
}
