public import Tensors

/// Evaluates a Hamiltonian's dynamics and their pullback on one thread.
///
/// Set the parameters first, and again whenever the memory they lie in has changed; nothing is
/// allocated after that. States lie with the batch last. The parameters' cotangents of all pullbacks
/// are summed up inside, until they are collected.
public final class HamiltonianEvaluator<Element: Scalar> {
  /// The program that is evaluated.
  public let program: HamiltonianProgram<Element>
  /// The largest number of rows of an evaluation; more is a programmer's error and stops.
  public let rows: Int

  private lazy var dynamics = program.dynamics.makeWorkspace(rows: rows)
  private lazy var primal = program.primal.makeWorkspace(rows: rows)
  private lazy var pullback = program.pullback.makeWorkspace(rows: rows)
  private var theta: UnsafePointer<Element>?
  /// The programs that have the present parameters.
  private var boundDynamics: BoundProgram?
  private var boundPrimal: BoundProgram?
  private var boundPullback: BoundProgram?
  /// The sizes of the residuals and the places of the parameters' segments, as plain memory.
  private let residualSizes: UnsafeMutableBufferPointer<Int>
  private let segmentOffsets: UnsafeMutableBufferPointer<Int>
  /// The sum of the parameters' cotangents, or vectors of its partial sums.
  private let sums: UnsafeMutablePointer<Element>
  private let sumStride: Int
  private var hasSums = false

  init(_ program: HamiltonianProgram<Element>, rows: Int) {
    self.program = program
    self.rows = rows
    residualSizes = .allocate(capacity: program.residualSizes.count)
    _ = residualSizes.initialize(from: program.residualSizes)
    segmentOffsets = .allocate(capacity: program.parameters.segments.count)
    _ = segmentOffsets.initialize(from: program.parameters.segments.map(\.offset))
    sumStride = program.sumsPartially ? Element.partialStride : 1
    let count = max(program.parameters.count * sumStride, 1)
    sums = .allocateLines(capacity: count)
    sums.initialize(repeating: 0, count: count)
  }

  deinit {
    residualSizes.deallocate()
    segmentOffsets.deallocate()
    sums.deallocate()
  }

  /// Says where the parameters lie, in their layout's order; they must stay there, unchanged, until
  /// the next call.
  public func setParameters(_ theta: UnsafePointer<Element>) {
    self.theta = theta
    boundDynamics = nil
    boundPrimal = nil
    boundPullback = nil
  }

  /// Computes f, and L where there is a running cost.
  ///
  /// - Parameters:
  ///   - count: the number of rows.
  ///   - t: times; shape `[count]`.
  ///   - x: states; shape `[dimension, count]`.
  ///   - velocity: receives f; shape `[dimension, count]`.
  ///   - cost: receives L; shape `[count]`; ignored when there is no running cost.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func evaluate(
    _ count: Int, t: UnsafePointer<Element>, x: UnsafePointer<Element>,
    velocity: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>?
  ) {
    let program = readyDynamics()
    bind(program, t, x, velocity, cost)
    program.run(rows: count, as: Element.self)
  }

  /// Computes f and L, and what the pullback at this point will need.
  ///
  /// - Parameters:
  ///   - count: the number of rows.
  ///   - t: times; shape `[count]`.
  ///   - x: states; shape `[dimension, count]`.
  ///   - velocity: receives f; shape `[dimension, count]`.
  ///   - cost: receives L; shape `[count]`; ignored when there is no running cost.
  ///   - residuals: receives ``HamiltonianProgram/residualCount(rows:)`` numbers.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func linearize(
    _ count: Int, t: UnsafePointer<Element>, x: UnsafePointer<Element>,
    velocity: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>?,
    residuals: UnsafeMutablePointer<Element>
  ) {
    let program = readyPrimal()
    bind(program, t, x, velocity, cost)
    var residual = residuals
    let first = self.program.hasRunningCost ? 2 : 1
    for index in residualSizes.indices {
      program.bind(output: first + index, residual)
      residual += Extents.resolve(residualSizes[index], rows: count)
    }
    program.run(rows: count, as: Element.self)
  }

  /// Pulls cotangents of f and L back to t, x and the parameters; that of the parameters is kept
  /// until ``collect(into:)``.
  ///
  /// - Parameters:
  ///   - count: the number of rows.
  ///   - t: the times of the linearization.
  ///   - x: the states of the linearization.
  ///   - residuals: what it left.
  ///   - velocity: the cotangent of f; shape `[dimension, count]`.
  ///   - cost: the cotangent of L; shape `[count]`; ignored when there is no running cost.
  ///   - tBar: receives the cotangent of t, zero where nothing depends on it; shape `[count]`.
  ///   - xBar: receives the cotangent of x; shape `[dimension, count]`.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func pullback(
    _ count: Int, t: UnsafePointer<Element>, x: UnsafePointer<Element>,
    residuals: UnsafePointer<Element>, velocity: UnsafePointer<Element>,
    cost: UnsafePointer<Element>?, tBar: UnsafeMutablePointer<Element>,
    xBar: UnsafeMutablePointer<Element>
  ) {
    let program = readyPullback()
    program.bind(input: 0, t)
    program.bind(input: 1, x)
    var residual = residuals
    let first = 2 + segmentOffsets.count
    for index in residualSizes.indices {
      program.bind(input: first + index, residual)
      residual += Extents.resolve(residualSizes[index], rows: count)
    }
    let seeds = first + residualSizes.count
    program.bind(input: seeds, velocity)
    if self.program.hasRunningCost {
      precondition(cost != nil, "no cotangent of the running cost is given")
      program.bind(input: seeds + 1, cost)
    }
    let state = self.program.dependsOnTime ? 1 : 0
    if state == 1 {
      program.bind(output: 0, tBar)
    } else {
      Element.fill(tBar, with: 0, count: count)
    }
    program.bind(output: state, xBar)
    for index in segmentOffsets.indices {
      program.bind(output: state + 1 + index, sums + segmentOffsets[index] * sumStride)
    }
    hasSums = true
    program.run(rows: count, as: Element.self)
  }

  /// Adds the parameters' cotangents of all pullbacks since the last call to `thetaBar`, of shape
  /// `[parameters.count]`.
  public func collect(into thetaBar: UnsafeMutablePointer<Element>) {
    guard hasSums else { return }
    hasSums = false
    let count = program.parameters.count
    if program.sumsPartially {
      Element.joinPartial(sums, to: thetaBar, count: count)
    } else {
      Element.scaleAdd(1, sums, 1, to: thetaBar, count: count)
    }
    Element.fill(sums, with: 0, count: count * sumStride)
  }

  private func readyDynamics() -> BoundProgram {
    if let bound = boundDynamics { return bound }
    let bound = prepare(program.dynamics, dynamics)
    boundDynamics = bound
    return bound
  }

  private func readyPrimal() -> BoundProgram {
    if let bound = boundPrimal { return bound }
    let bound = prepare(program.primal, primal)
    boundPrimal = bound
    return bound
  }

  private func readyPullback() -> BoundProgram {
    if let bound = boundPullback { return bound }
    let bound = prepare(program.pullback, pullback)
    boundPullback = bound
    return bound
  }

  private func prepare(_ program: Program<Element>, _ workspace: Workspace<Element>) -> BoundProgram
  {
    guard let theta else { preconditionFailure("parameters are evaluated before they are set") }
    for index in segmentOffsets.indices {
      workspace.bind(input: 2 + index, theta + segmentOffsets[index])
    }
    program.prepare(in: workspace)
    return BoundProgram(program, workspace)
  }

  private func bind(
    _ bound: BoundProgram, _ t: UnsafePointer<Element>, _ x: UnsafePointer<Element>,
    _ velocity: UnsafeMutablePointer<Element>, _ cost: UnsafeMutablePointer<Element>?
  ) {
    bound.bind(input: 0, t)
    bound.bind(input: 1, x)
    bound.bind(output: 0, velocity)
    if program.hasRunningCost {
      precondition(cost != nil, "no place is given for the running cost")
      bound.bind(output: 1, cost)
    }
  }
}
