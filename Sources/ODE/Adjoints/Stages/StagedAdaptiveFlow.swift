public import Calculus
public import Tensors

/// A flow in which each row takes its own steps by a method of stages, implicit or explicit, with the
/// exact transpose of these steps.
///
/// The forward solve keeps where each row's steps began. The backward sweep solves their stages again,
/// to rounding, and transposes them by the implicit function theorem as ``StagedFlow`` does: it is the
/// gradient of the steps with their sizes frozen and their stages solved, up to what the forward solve
/// left of its systems, which its tolerances bound. How the controller chose the sizes is not
/// differentiated. The derivatives by the horizon's ends are those of the exact flow.
public final class StagedAdaptiveFlow<Element: Scalar>: DifferentiableFlow {
  /// The method, its tolerances and the horizon.
  public let scheme: AdaptiveScheme
  public private(set) var work = FlowWork()

  private let solve: AdaptiveSolve<Element>
  private let steps: StageSteps<Element>
  private let sequence: StepSequence<Element>
  private let states: AugmentedStates<Element>
  private let ends: HorizonEnds<Element>
  /// Cotangents of all rows, those of a round, and costates as callers have them.
  private let base: UnsafeMutablePointer<Element>
  private let size: Int
  private var count = 0

  /// A flow for solves of at most `rows` rows.
  ///
  /// - Precondition: the method is one of stages.
  public init(_ program: HamiltonianProgram<Element>, scheme: AdaptiveScheme, rows: Int) {
    self.scheme = scheme
    solve = AdaptiveSolve(program, scheme, rows: rows)
    let control = StageControl<Element>(
      scheme.control, over: scheme.span, parameterCount: program.parameters.count)
    let stages = FlowSolver.adaptive(scheme).stageScheme
    steps = StageSteps(program.hamiltonian, stages, control, rows: rows)
    size = StagedFlow.stateCount(program, rows: rows)
    sequence = StepSequence(stateSize: size, tangents: 0)
    states = AugmentedStates(program, rows: rows)
    ends = HorizonEnds(solve.evaluation, rows: rows)
    base = .allocate(capacity: 3 * size)
    base.initialize(repeating: 0, count: 3 * size)
  }

  deinit { base.deallocate() }

  /// The bytes that a flow takes when no row takes more than so many steps.
  ///
  /// - Parameters:
  ///   - program: the field.
  ///   - scheme: the method, its tolerances and the horizon.
  ///   - rows: the largest number of rows of a solve.
  ///   - steps: the most steps of a row; the scheme's limit when nil.
  /// - Returns: the bytes, or `Int.max` where that is no number of bytes.
  public static func bytes(
    _ program: HamiltonianProgram<Element>, scheme: AdaptiveScheme, rows: Int, steps: Int? = nil
  ) -> Int {
    let solver = FlowSolver.adaptive(scheme)
    let size = StagedFlow.stateCount(program, rows: rows)
    let stages = StageSteps<Element>.bytes(program.hamiltonian, solver.stageScheme, rows: rows)
    let rounds = StepSequence<Element>.bytes(
      rounds: steps ?? solver.mostSteps, stateSize: size, tangents: 0)
    let fixed =
      stages.forward + stages.pullback + 12 * size * MemoryLayout<Element>.stride
      + program.evaluatorBytes(rows: rows, transposes: false)
    return rounds > (Int.max - fixed) / 3 ? .max : 3 * rounds + fixed
  }

  public func setParameters(_ theta: UnsafePointer<Element>) {
    solve.evaluation.setNodes(theta)
    steps.control.setNodes(theta)
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func solve(
    from x0: UnsafePointer<Element>, count: Int
  ) -> (states: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>) {
    self.count = count
    sequence.reset()
    let integrator = solve.integrator
    solve.run(from: x0, count: count) { field, states, span in
      let history = integrator.stepHistory(of: field, from: states, over: span)
      sequence.append(history, piece: field.piece, of: count)
      return history.ends
    }
    work = solve.work
    ends.keepStart(x0, count)
    return (solve.states, solve.cost)
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func pullback(
    _ end: UnsafePointer<Element>, cost: UnsafePointer<Element>?,
    into thetaBar: UnsafeMutablePointer<Element>,
    horizon: UnsafeMutablePointer<HorizonGradient>?
  ) -> UnsafeMutablePointer<Element> {
    let (all, part, costates) = (base, base + size, base + 2 * size)
    work.backwardEvaluations = 0
    steps.evaluations = 0
    states.setCotangents(end, cost, count, to: all)
    if let horizon { horizon.pointee.end += ends.power(at: solve.states, end, cost, count, .end) }
    for (number, round) in sequence.rounds.enumerated().reversed() {
      let x = sequence.states(number)
      steps.transpose(round, from: x, cotangents: all, of: count, part: part, into: thetaBar)
      work.backwardEvaluations += round.count * steps.scheme.stages.count
    }
    work.repeatedEvaluations = steps.evaluations
    costates.update(from: states.start(all, count), count: count * solve.program.dimension)
    if let horizon {
      horizon.pointee.start -= ends.power(at: ends.start, costates, cost, count, .start)
    }
    return costates
  }
}
