public import Calculus
public import Tensors

/// A flow in which each row takes its own steps, with the exact transpose of these steps.
///
/// The forward solve keeps where each row's steps began, and what its stages leave for their pullback
/// while memory for that lasts; the backward sweep makes other steps' stages again, and transposes
/// the steps round by round of the forward solve. Step sizes are frozen: how the controller chose
/// them is not differentiated.
///
/// The derivatives by the horizon's ends are those of the exact flow, p·f + L at either end: they
/// hold to the tolerances.
public final class AdaptiveFlow<Element: Scalar>: DifferentiableFlow {
  /// The method, its tolerances and the horizon.
  public let scheme: AdaptiveScheme
  public private(set) var work = FlowWork()

  private let solve: AdaptiveSolve<Element>
  private let tape: StageTape<Element>?
  private let transpose: StepTranspose<Element>?
  private var histories: [StepHistory<Element>] = []
  private let p: UnsafeMutablePointer<Element>
  private let ends: HorizonEnds<Element>
  private var count = 0

  /// A flow for solves of at most `rows` rows.
  ///
  /// - Parameters:
  ///   - program: the field.
  ///   - scheme: the method, its tolerances and the horizon.
  ///   - rows: the largest number of rows of a solve.
  ///   - keepsSteps: whether solves keep what ``pullback(_:cost:into:horizon:)`` needs.
  public init(
    _ program: HamiltonianProgram<Element>, scheme: AdaptiveScheme, rows: Int,
    keepsSteps: Bool = true
  ) {
    self.scheme = scheme
    solve = AdaptiveSolve(program, scheme, rows: rows)
    let evaluation = solve.evaluation
    let tape = keepsSteps ? StageTape(evaluation, scheme.explicitMethod) : nil
    self.tape = tape
    transpose = tape.map { StepTranspose(evaluation, scheme, $0, rows: rows) }
    ends = HorizonEnds(solve.evaluation, rows: rows)
    p = .allocateLines(capacity: rows * program.dimension)
  }

  deinit { p.deallocate() }

  public func setParameters(_ theta: UnsafePointer<Element>) { solve.evaluation.setNodes(theta) }

  public func solve(
    from x0: UnsafePointer<Element>, count: Int
  ) -> (states: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>) {
    self.count = count
    histories.removeAll(keepingCapacity: true)
    tape?.reset()
    solve.run(from: x0, count: count, keepingStages: tape) { field, states, span in
      guard let tape else {
        return solve.integrator.ends(of: field, from: states, over: span)
      }
      let history = solve.integrator.stepHistory(of: field, from: states, over: span, tape)
      histories.append(history)
      return history.ends
    }
    work = solve.work
    ends.keepStart(x0, count)
    return (solve.states, solve.cost)
  }

  public func pullback(
    _ end: UnsafePointer<Element>, cost: UnsafePointer<Element>?,
    into thetaBar: UnsafeMutablePointer<Element>,
    horizon: UnsafeMutablePointer<HorizonGradient>?
  ) -> UnsafeMutablePointer<Element> {
    guard let transpose else { preconditionFailure("a flow that keeps no steps has no pullback") }
    work.backwardEvaluations = 0
    p.update(from: end, count: count * solve.program.dimension)
    if let horizon { horizon.pointee.end += ends.power(at: solve.states, p, cost, count, .end) }
    for (piece, history) in histories.enumerated().reversed() {
      work.backwardEvaluations += transpose.run(
        history, piece: piece, count: count, p: p, cost: cost, thetaBar: thetaBar)
    }
    if let horizon { horizon.pointee.start -= ends.power(at: ends.start, p, cost, count, .start) }
    return p
  }
}

/// Computes Σ p·f + w L at the ends of the horizon: the derivatives of the objective by the times.
final class HorizonEnds<Element: Scalar> {
  enum Side { case start, end }

  /// The states at the beginning of the last solve.
  let start: UnsafeMutablePointer<Element>
  private let evaluation: ControlledEvaluation<Element>
  private let t: UnsafeMutablePointer<Element>
  /// States and velocities with the rows last, and velocities.
  private let turned: UnsafeMutablePointer<Element>
  private let turnedVelocity: UnsafeMutablePointer<Element>
  private let velocity: UnsafeMutablePointer<Element>
  private let rate: UnsafeMutablePointer<Element>

  init(_ evaluation: ControlledEvaluation<Element>, rows: Int) {
    self.evaluation = evaluation
    let n = evaluation.program.dimension
    start = .allocateLines(capacity: rows * n)
    turned = .allocateLines(capacity: rows * n)
    turnedVelocity = .allocateLines(capacity: rows * n)
    velocity = .allocateLines(capacity: rows * n)
    t = .allocateLines(capacity: rows)
    rate = .allocateLines(capacity: rows)
  }

  deinit {
    start.deallocate()
    turned.deallocate()
    turnedVelocity.deallocate()
    velocity.deallocate()
    t.deallocate()
    rate.deallocate()
  }

  func keepStart(_ x0: UnsafePointer<Element>, _ count: Int) {
    start.update(from: x0, count: count * evaluation.program.dimension)
  }

  func power(
    at x: UnsafePointer<Element>, _ p: UnsafePointer<Element>, _ cost: UnsafePointer<Element>?,
    _ count: Int, _ side: Side
  ) -> Double {
    let scheme = evaluation.scheme
    Element.fill(
      t, with: Element(side == .start ? scheme.span.start : scheme.span.end), count: count)
    let n = evaluation.program.dimension
    Element.transpose(x, rows: count, columns: n, to: turned)
    evaluation.evaluate(
      count, piece: side == .start ? 0 : scheme.control.pieceCount - 1, t: t, x: turned,
      velocity: turnedVelocity, cost: rate)
    Element.transpose(turnedVelocity, rows: n, columns: count, to: velocity)
    var power = Double(Element.dot(p, velocity, count: count * n))
    if let cost, evaluation.program.hasRunningCost {
      power += Double(Element.dot(cost, rate, count: count))
    }
    return power
  }
}
