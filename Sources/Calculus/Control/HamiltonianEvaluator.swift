public import Tensors

/// Evaluates a Hamiltonian's dynamics and their pullback on one thread.
///
/// Set the parameters first, and again whenever the memory they lie in has changed; nothing is
/// allocated after that.
public final class HamiltonianEvaluator<Element: Scalar> {
  /// The program that is evaluated.
  public let program: HamiltonianProgram<Element>
  /// The largest number of rows of an evaluation; more is a programmer's error and stops.
  public let rows: Int

  private lazy var dynamics = workspace(for: program.dynamics)
  private lazy var primal = workspace(for: program.primal)
  private lazy var pullback = workspace(for: program.pullback)
  private var theta: UnsafePointer<Element>?
  /// Which workspaces have the present parameters.
  private var isPrepared = (dynamics: false, primal: false, pullback: false)

  init(_ program: HamiltonianProgram<Element>, rows: Int) {
    self.program = program
    self.rows = rows
  }

  /// Says where the parameters lie, in their layout's order; they must stay there, unchanged, until
  /// the next call.
  public func setParameters(_ theta: UnsafePointer<Element>) {
    self.theta = theta
    isPrepared = (false, false, false)
  }

  /// Computes f, and L where there is a running cost.
  ///
  /// - Parameters:
  ///   - count: the number of rows.
  ///   - t: times; shape `[count]`.
  ///   - x: states; shape `[count, dimension]`.
  ///   - velocity: receives f; shape `[count, dimension]`.
  ///   - cost: receives L; shape `[count]`; ignored when there is no running cost.
  public func evaluate(
    _ count: Int, t: UnsafePointer<Element>, x: UnsafePointer<Element>,
    velocity: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>?
  ) {
    if !isPrepared.dynamics {
      prepare(program.dynamics, dynamics)
      isPrepared.dynamics = true
    }
    bind(dynamics, t, x, velocity, cost)
    program.dynamics.run(rows: count, in: dynamics)
  }

  /// Computes f and L, and what the pullback at this point will need.
  ///
  /// - Parameter residuals: receives ``HamiltonianProgram/residualCount(rows:)`` numbers.
  public func linearize(
    _ count: Int, t: UnsafePointer<Element>, x: UnsafePointer<Element>,
    velocity: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>?,
    residuals: UnsafeMutablePointer<Element>
  ) {
    if !isPrepared.primal {
      prepare(program.primal, primal)
      isPrepared.primal = true
    }
    bind(primal, t, x, velocity, cost)
    var residual = residuals
    for (index, size) in program.residualSizes.enumerated() {
      primal.bind(output: outputCount + index, residual)
      residual += Extents.resolve(size, rows: count)
    }
    program.primal.run(rows: count, in: primal)
  }

  /// Pulls cotangents of f and L back to t, x and the parameters.
  ///
  /// - Parameters:
  ///   - t: the times of the linearization.
  ///   - x: the states of the linearization.
  ///   - residuals: what it left.
  ///   - velocity: the cotangent of f; shape `[count, dimension]`.
  ///   - cost: the cotangent of L; shape `[count]`; ignored when there is no running cost.
  ///   - tBar: receives the cotangent of t; shape `[count]`.
  ///   - xBar: receives the cotangent of x; shape `[count, dimension]`.
  ///   - thetaBar: the parameters' cotangent is added to it; shape `[parameters.count]`.
  public func pullback(
    _ count: Int, t: UnsafePointer<Element>, x: UnsafePointer<Element>,
    residuals: UnsafePointer<Element>, velocity: UnsafePointer<Element>,
    cost: UnsafePointer<Element>?, tBar: UnsafeMutablePointer<Element>,
    xBar: UnsafeMutablePointer<Element>, thetaBar: UnsafeMutablePointer<Element>
  ) {
    if !isPrepared.pullback {
      prepare(program.pullback, pullback)
      isPrepared.pullback = true
    }
    pullback.bind(input: 0, t)
    pullback.bind(input: 1, x)
    var residual = residuals
    let first = 2 + program.parameters.segments.count
    for (index, size) in program.residualSizes.enumerated() {
      pullback.bind(input: first + index, residual)
      residual += Extents.resolve(size, rows: count)
    }
    let seeds = first + program.residualSizes.count
    pullback.bind(input: seeds, velocity)
    if program.hasRunningCost {
      precondition(cost != nil, "no cotangent of the running cost is given")
      pullback.bind(input: seeds + 1, cost)
    }
    pullback.bind(output: 0, tBar)
    pullback.bind(output: 1, xBar)
    for (index, segment) in program.parameters.segments.enumerated() {
      pullback.bind(output: 2 + index, thetaBar + segment.offset)
    }
    program.pullback.run(rows: count, in: pullback)
  }

  private var outputCount: Int { program.hasRunningCost ? 2 : 1 }

  private func workspace(for program: Program<Element>) -> Workspace<Element> {
    program.makeWorkspace(rows: rows)
  }

  private func prepare(_ program: Program<Element>, _ workspace: Workspace<Element>) {
    guard let theta else { preconditionFailure("parameters are evaluated before they are set") }
    for (index, segment) in self.program.parameters.segments.enumerated() {
      workspace.bind(input: 2 + index, theta + segment.offset)
    }
    program.prepare(in: workspace)
  }

  private func bind(
    _ workspace: Workspace<Element>, _ t: UnsafePointer<Element>, _ x: UnsafePointer<Element>,
    _ velocity: UnsafeMutablePointer<Element>, _ cost: UnsafeMutablePointer<Element>?
  ) {
    workspace.bind(input: 0, t)
    workspace.bind(input: 1, x)
    workspace.bind(output: 0, velocity)
    if program.hasRunningCost {
      precondition(cost != nil, "no place is given for the running cost")
      workspace.bind(output: 1, cost)
    }
  }
}
