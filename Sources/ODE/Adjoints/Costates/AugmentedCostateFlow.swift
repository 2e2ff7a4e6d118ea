public import Calculus
public import Tensors

/// A flow in which each row takes its own steps, with gradients from one backward solve of costates
/// together with the parameters' gradient, and with the states themselves if these are not kept.
///
/// With λ = −p, the backward equations from T to the beginning are
///
///     dλ/dt = −(∂f/∂x)ᵀλ − w ∂L/∂x,   dμ/dt = −(∂f/∂θ)ᵀλ − w ∂L/∂θ,   μ(T) = 0,
///
/// and μ is the gradient at the end of the sweep. The states along it are those of the forward solve's
/// dense output (``AdaptiveScheme/Adjoint/interpolating``), or they are solved backwards by
/// dx/dt = f beside (``AdaptiveScheme/Adjoint/backsolve``), from x(T) alone, in memory that does not
/// grow with the steps. A row's costates are in units in which they are about 1.
///
/// - Warning: backwards, a contracting flow expands. Each backsolve is compared with the true first
///   state; see ``FlowWork/reconstructionError``.
///
/// > Source: Chen et al., Neural ordinary differential equations (2018), for the backsolve; the
/// > warning as in Gholami, Keutzer & Biros, ANODE (2019).
public final class AugmentedCostateFlow<Element: Scalar>: DifferentiableFlow {
  /// The method, its tolerances and the horizon.
  public let scheme: AdaptiveScheme
  public private(set) var work = FlowWork()

  private let solve: AdaptiveSolve<Element>
  private let ends: HorizonEnds<Element>
  private let pulls: ControlledEvaluation<Element>
  private var trajectories: [DenseTrajectory<Element>] = []
  private let lambda: UnsafeMutablePointer<Element>
  private var count = 0

  /// A flow for solves of at most `rows` rows.
  ///
  /// - Precondition: the scheme's adjoint is interpolating or a backsolve.
  public init(_ program: HamiltonianProgram<Element>, scheme: AdaptiveScheme, rows: Int) {
    precondition(
      scheme.adjoint == .interpolating || scheme.adjoint == .backsolve,
      "a flow of augmented costates with the adjoint \(scheme.adjoint.rawValue)")
    self.scheme = scheme
    solve = AdaptiveSolve(program, scheme, rows: rows)
    // The parameters' gradient is each row's own: rows are pulled back one by one.
    pulls = ControlledEvaluation(program, scheme, rows: 1)
    ends = HorizonEnds(solve.evaluation, rows: rows)
    lambda = .allocate(capacity: max(rows * program.dimension, 1))
  }

  deinit { lambda.deallocate() }

  public func setParameters(_ theta: UnsafePointer<Element>) {
    solve.evaluation.setNodes(theta)
    pulls.setNodes(theta)
  }

  public func solve(
    from x0: UnsafePointer<Element>, count: Int
  ) -> (states: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>) {
    self.count = count
    trajectories.removeAll(keepingCapacity: true)
    solve.run(from: x0, count: count) { field, states, span in
      guard scheme.adjoint == .interpolating else {
        return solve.integrator.ends(of: field, from: states, over: span)
      }
      let trajectory = solve.integrator.denseTrajectory(of: field, from: states, over: span)
      trajectories.append(trajectory)
      return trajectory.ends
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
    let n = solve.program.dimension
    work.backwardEvaluations = 0
    work.failedRows = solve.work.failedRows
    lambda.update(from: end, count: count * n)
    if let horizon {
      horizon.pointee.end += ends.power(at: solve.states, lambda, cost, count, .end)
    }
    var states = Array(UnsafeBufferPointer(start: solve.states, count: count * n))
    for piece in (0..<scheme.control.pieceCount).reversed() {
      followBack(piece, &states, cost, thetaBar)
    }
    if scheme.adjoint == .backsolve { compare(states) }
    if let horizon {
      horizon.pointee.start -= ends.power(at: ends.start, lambda, cost, count, .start)
    }
    return lambda
  }

  /// Carries costates, and states, back over one piece of the horizon.
  private func followBack(
    _ piece: Int, _ states: inout [Element], _ cost: UnsafePointer<Element>?,
    _ thetaBar: UnsafeMutablePointer<Element>
  ) {
    let n = solve.program.dimension
    let trajectory = scheme.adjoint == .interpolating ? trajectories[piece] : nil
    let scales = CostateScales(lambda, cost, count: count, dimension: n)
    let field = AugmentedCostateField(
      evaluation: pulls, piece: piece, trajectory: trajectory,
      cost: cost.map { cost in scales.values.indices.map { cost[$0] / scales.values[$0] } })
    let span = scheme.span(ofPiece: piece)
    let result = integrator(field).ends(
      of: field, from: field.start(states, lambda, scales.values),
      over: TimeSpan(from: span.end, to: span.start))
    work.backwardEvaluations += result.total.evaluations
    for (row, outcome) in result.outcomes.enumerated() {
      let values = Array(result.states.row(row).elements)
      keep(row, outcome.isCompleted ? values : nil, field, scales.values[row], &states, thetaBar)
    }
  }

  /// Keeps what a row has at the beginning of a piece; NaN where it did not get there.
  private func keep(
    _ row: Int, _ values: [Element]?, _ field: AugmentedCostateField<Element>, _ scale: Element,
    _ states: inout [Element], _ thetaBar: UnsafeMutablePointer<Element>
  ) {
    let n = solve.program.dimension
    let nodes = thetaBar + field.firstParameter
    guard let values else {
      let isNew = (row * n..<(row + 1) * n).allSatisfy {
        lambda[$0].isFinite && solve.states[$0].isFinite
      }
      if isNew { work.failedRows += 1 }
      Element.fill(lambda + row * n, with: .nan, count: n)
      for index in 0..<field.parameterCount { nodes[index] = .nan }
      return
    }
    for c in 0..<n {
      if field.trajectory == nil { states[row * n + c] = values[c] }
      lambda[row * n + c] = field.costate(values[field.costates + c]) * scale
    }
    for index in 0..<field.parameterCount {
      nodes[index] += values[field.gradient + index] * scale / field.unit
    }
  }

  /// Measures by how much the backsolved first states miss the true ones.
  private func compare(_ states: [Element]) {
    let n = solve.program.dimension
    work.unreliableRows = 0
    work.reconstructionError = 0
    for row in 0..<count {
      var error = 0.0
      for c in row * n..<(row + 1) * n {
        let (found, known) = (Double(states[c]), Double(ends.start[c]))
        let size = scheme.steps.absolute + scheme.steps.relative * abs(known)
        let miss = abs(found - known) / size
        error = miss.isNaN ? .infinity : max(error, miss)
      }
      work.reconstructionError = max(work.reconstructionError, error)
      if error > 1 { work.unreliableRows += 1 }
    }
  }

  /// Takes the steps of a backward solve: components in units so small that their errors vanish are
  /// left out of the mean of the squares, and the tolerances make up for their number.
  private func integrator(_ field: AugmentedCostateField<Element>) -> Integrator {
    scheme.costateIntegrator(
      share: (Double(field.normed) / Double(field.dimension)).squareRoot())
  }
}
