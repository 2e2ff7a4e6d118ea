public import Calculus
public import Tensors

/// A flow solved with equal steps of an implicit or a linearly implicit method, together with the
/// exact transpose of these steps.
///
/// Implicit stages are solved to rounding, and transposed by the implicit function theorem: a stage
/// K = h f(t, X + γK) passes a cotangent K̄ on as that of f at (I − hγJ)⁻ᵀ K̄, with the factors of the
/// matrix at the solved stage. Rosenbrock methods hold the Jacobian matrix itself, and the derivative
/// of that, a second derivative of the field, is part of the transpose. So gradients are those of
/// what was computed, to rounding, for any method of stages, explicit ones with them. A control that
/// is linear between nodes is that of the step's middle throughout a Rosenbrock method's step, whose
/// stages share one matrix; other methods' stages have it at their own times.
///
/// The states that steps begin with are kept, all or as many as a ``CheckpointPlan`` says; stages are
/// solved again on the way back, by the same operations.
///
/// > Source: Hager, Numerische Mathematik 87 (2000), for the transposed method; Sandu, Reverse
/// > automatic differentiation of Runge-Kutta methods, for implicit stages.
public final class StagedFlow<Element: Scalar>: DifferentiableFlow {
  typealias Buffer = UnsafeMutablePointer<Element>

  /// The method, its steps and the horizon.
  public let scheme: FlowScheme
  /// The field.
  public let program: HamiltonianProgram<Element>
  /// The largest number of rows of a solve.
  public let rows: Int
  /// Which states are kept for pullbacks; nil in a flow without them.
  public let plan: CheckpointPlan?
  public private(set) var work = FlowWork()

  private let steps: StageSteps<Element>
  private let states: AugmentedStates<Element>
  private var schedule: CheckpointSchedule?
  private let kept: Buffer
  /// The steps whose first states are kept one behind the other.
  private var taped = 0..<0
  private let times: UnsafeMutablePointer<Double>
  private var count = 0

  /// A flow with memory for solves of at most `rows` rows.
  ///
  /// - Parameters:
  ///   - program: the field.
  ///   - scheme: the method, its steps and the horizon.
  ///   - rows: the largest number of rows of a solve.
  ///   - keepsTape: whether solves keep what ``pullback(_:cost:into:horizon:)`` needs.
  ///   - budget: the memory that the flow may take when it does.
  /// - Precondition: the method is one of stages, and the budget has room for the flow.
  public convenience init(
    _ program: HamiltonianProgram<Element>, scheme: FlowScheme, rows: Int, keepsTape: Bool = true,
    memory budget: MemoryBudget = .automatic
  ) {
    guard let stages = scheme.method.stageScheme else {
      preconditionFailure("method \(scheme.method.name) has no stages to be transposed")
    }
    self.init(
      program, scheme, stages, rows: rows, keepsTape: keepsTape, memory: budget)
  }

  init(
    _ program: HamiltonianProgram<Element>, _ scheme: FlowScheme, _ stages: StageScheme, rows: Int,
    keepsTape: Bool, memory budget: MemoryBudget
  ) {
    self.program = program
    self.scheme = scheme
    self.rows = rows
    let control = StageControl<Element>(
      scheme.control, over: TimeSpan(from: scheme.start, to: scheme.end),
      parameterCount: program.parameters.count)
    steps = StageSteps(program.hamiltonian, stages, control, rows: rows)
    states = AugmentedStates(program, rows: rows)
    let size = StagedFlow.stateCount(program, rows: rows)
    if keepsTape {
      let layout = StagedLayout(program, stages, rows: rows)
      guard let chosen = layout.plan(steps: scheme.steps, budget, MemoryLayout<Element>.stride)
      else {
        preconditionFailure("a memory of \(budget) for a flow over \(rows) rows that needs more")
      }
      plan = chosen
    } else {
      plan = nil
    }
    schedule = plan.map(CheckpointSchedule.init)
    kept = .allocate(capacity: size * StagedLayout.keptStates(plan))
    kept.initialize(repeating: 0, count: size * StagedLayout.keptStates(plan))
    times = .allocate(capacity: 2 * max(rows, 1))
  }

  deinit {
    kept.deallocate()
    times.deallocate()
  }

  public func setParameters(_ theta: UnsafePointer<Element>) { steps.control.setNodes(theta) }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func solve(
    from x0: UnsafePointer<Element>, count: Int
  ) -> (states: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>) {
    precondition(count <= rows, "\(count) rows in a flow made for \(rows)")
    self.count = count
    work = FlowWork()
    steps.evaluations = 0
    states.set(x0, count, to: checkpoint(0))
    taped = 0..<0
    schedule?.begin()
    if plan == nil {
      walk(0..<scheme.steps, from: checkpoint(0), to: result)
    } else {
      record(to: scheme.steps, isFirst: true)
    }
    work.forwardEvaluations = steps.evaluations
    work.steps = scheme.steps * count
    let ends = states.split(result, count)
    work.failedRows = states.failedRows(ends.states, count)
    return ends
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func pullback(
    _ end: UnsafePointer<Element>, cost: UnsafePointer<Element>?,
    into thetaBar: UnsafeMutablePointer<Element>,
    horizon: UnsafeMutablePointer<HorizonGradient>?
  ) -> UnsafeMutablePointer<Element> {
    precondition(plan != nil, "a flow that keeps no states has no pullback")
    states.setCotangents(end, cost, count, to: p)
    steps.evaluations = 0
    work.repeatedEvaluations = 0
    for step in (0..<scheme.steps).reversed() {
      if step < taped.lowerBound || step == scheme.steps - 1 {
        record(to: step + 1, isFirst: false)
      }
      begin(step)
      let x = tape(step)
      steps.take(from: x, to: nil, linearizes: true)
      steps.pullback(at: x, p, into: thetaBar)
      if let horizon { addHorizon(step, to: horizon) }
    }
    work.backwardEvaluations = scheme.steps * steps.scheme.stages.count * count
    work.repeatedEvaluations = steps.evaluations
    return states.start(p, count)
  }

  /// Adds a step's share to the derivatives by the horizon's ends: with N steps, step n begins at
  /// start + n h.
  private func addHorizon(_ step: Int, to horizon: UnsafeMutablePointer<HorizonGradient>) {
    let memory = steps.memory
    let total = Double(scheme.steps)
    for row in 0..<count {
      let size = memory.stepBars[row] / total
      let fraction = Double(step) / total
      horizon.pointee.end += size + fraction * memory.timeBars[row]
      horizon.pointee.start += (1 - fraction) * memory.timeBars[row] - size
    }
  }

  // MARK: - Steps

  private var size: Int { StagedFlow.stateCount(program, rows: rows) }
  /// The cotangents, the last states, and two states in turn.
  private var p: Buffer { kept }
  private var result: Buffer { kept + size }
  private func walked(_ step: Int) -> Buffer { kept + (2 + step % 2) * size }
  private func checkpoint(_ place: Int) -> Buffer { kept + (4 + place) * size }
  private func tape(_ step: Int) -> Buffer {
    checkpoint((plan?.checkpoints ?? 0) + 1 + step - taped.lowerBound)
  }

  static func stateCount(_ program: HamiltonianProgram<Element>, rows: Int) -> Int {
    max(rows, 1) * (program.dimension + (program.hasRunningCost ? 1 : 0))
  }

  private func begin(_ step: Int) {
    let h = scheme.h
    for row in 0..<count {
      times[row] = scheme.start + Double(step) * h
      times[rows + row] = h
    }
    steps.control.piece = scheme.piece(ofStep: step)
    steps.begin(count, times: times, sizes: times + rows)
  }

  private func walk(_ range: Range<Int>, from start: Buffer, to end: Buffer) {
    let number = count * steps.dimension
    guard !range.isEmpty else {
      if start != end { end.update(from: start, count: number) }
      return
    }
    var x = start
    for step in range {
      let next = step == range.upperBound - 1 ? end : walked(step)
      begin(step)
      steps.take(from: x, to: next, linearizes: false)
      x = next
    }
  }

  /// Takes the steps that lead to the states kept before a step, unless they are there.
  private func record(to end: Int, isFirst: Bool) {
    guard taped.upperBound != end else { return }
    while let move = schedule?.move(to: end), let last = schedule?.last {
      switch move {
      case .keep(let range):
        walk(range, from: checkpoint(last - 1), to: checkpoint(last))
      case .record(let range, let tape):
        taped = tape
        walk(range, from: checkpoint(last), to: self.tape(tape.lowerBound))
        for step in tape where isFirst || step + 1 < tape.upperBound {
          begin(step)
          steps.take(
            from: self.tape(step),
            to: step + 1 < tape.upperBound ? self.tape(step + 1) : result, linearizes: false)
        }
        return
      }
    }
  }
}

extension StagedFlow {
  /// The bytes that a flow will take before it is made.
  ///
  /// - Parameters: as of ``init(_:scheme:rows:keepsTape:memory:)``.
  /// - Returns: the bytes.
  /// - Precondition: as of the initialiser.
  public static func bytes(
    _ program: HamiltonianProgram<Element>, scheme: FlowScheme, rows: Int, keepsTape: Bool = true,
    memory budget: MemoryBudget = .automatic
  ) -> Int {
    guard let stages = scheme.method.stageScheme else { return 0 }
    let layout = StagedLayout(program, stages, rows: rows)
    let plan =
      keepsTape
      ? layout.plan(steps: scheme.steps, budget, MemoryLayout<Element>.stride) : nil
    return layout.bytes(plan, transposes: keepsTape)
  }

  /// The bytes of the smallest budget with which a flow can be transposed.
  public static func leastBytes(
    _ program: HamiltonianProgram<Element>, scheme: FlowScheme, rows: Int
  ) -> Int {
    guard let stages = scheme.method.stageScheme else { return 0 }
    return StagedLayout(program, stages, rows: rows)
      .bytes(CheckpointPlan(steps: scheme.steps, tapedSteps: 1, checkpoints: 0), transposes: true)
  }
}
