public import Calculus
public import Tensors

/// A flow in which each row takes its own steps, with gradients from the continuous costate equation.
///
/// With λ = −p the derivative of the objective by the state, the costate equation
/// dp/dt = −∂H/∂x reads dλ/dt = −(∂f/∂x)ᵀλ − w ∂L/∂x. It is solved backwards from λ(T) to the same
/// tolerances, along the forward solve's dense output, and
///
///     ∂J/∂θ = ∫ (∂f/∂θ)ᵀλ + w ∂L/∂θ dt
///
/// is summed over its steps by Gauss's rule. The equation is linear in (λ, w): each row is solved in
/// units in which they are about 1, so that tolerances mean the same for rows of small weight. The
/// gradient agrees with the discrete adjoint's up to the tolerances; it is not the gradient of what was
/// computed. Of the three continuous adjoints (see ``AdaptiveScheme/Adjoint``) it is the one with Gauss
/// quadrature: its steps are chosen by the costates alone, and the parameters cost nothing in them.
///
/// > Source: Pontryagin's costate equation; Gauss quadrature for the parameters as in the SciML
/// > adjoints (Rackauckas et al., arXiv:2001.04385).
public final class CostateFlow<Element: Scalar>: DifferentiableFlow {
  /// The method, its tolerances and the horizon.
  public let scheme: AdaptiveScheme
  public private(set) var work = FlowWork()

  private let solve: AdaptiveSolve<Element>
  private let ends: HorizonEnds<Element>
  private var trajectories: [DenseTrajectory<Element>] = []
  private let lambda: UnsafeMutablePointer<Element>
  private var count = 0

  /// A flow for solves of at most `rows` rows.
  public init(_ program: HamiltonianProgram<Element>, scheme: AdaptiveScheme, rows: Int) {
    self.scheme = scheme
    solve = AdaptiveSolve(program, scheme, rows: rows)
    ends = HorizonEnds(solve.evaluation, rows: rows)
    lambda = .allocate(capacity: max(rows * program.dimension, 1))
  }

  deinit { lambda.deallocate() }

  public func setParameters(_ theta: UnsafePointer<Element>) { solve.evaluation.setNodes(theta) }

  public func solve(
    from x0: UnsafePointer<Element>, count: Int
  ) -> (states: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>) {
    self.count = count
    trajectories.removeAll(keepingCapacity: true)
    solve.run(from: x0, count: count) { field, states, span in
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
    lambda.update(from: end, count: count * n)
    if let horizon {
      horizon.pointee.end += ends.power(at: solve.states, lambda, cost, count, .end)
    }
    for (piece, trajectory) in trajectories.enumerated().reversed() {
      followBack(trajectory, piece, cost, thetaBar)
    }
    if let horizon {
      horizon.pointee.start -= ends.power(at: ends.start, lambda, cost, count, .start)
    }
    return lambda
  }

  /// Carries the costates back over one piece of the horizon.
  private func followBack(
    _ trajectory: DenseTrajectory<Element>, _ piece: Int, _ cost: UnsafePointer<Element>?,
    _ thetaBar: UnsafeMutablePointer<Element>
  ) {
    let scales = CostateScales(
      lambda, cost, count: count, dimension: solve.program.dimension
    ).values
    let pull = CostatePull(
      solve.evaluation, trajectory, piece: piece,
      cost: cost.map { cost in scales.indices.map { cost[$0] / scales[$0] } })
    let quadrature = CostateQuadrature(pull, scales: scales, thetaBar: thetaBar)
    let span = scheme.span(ofPiece: piece)
    let ends = scheme.costateIntegrator().ends(
      of: CostateField(pull: pull), from: scaledCostates(scales),
      over: TimeSpan(from: span.end, to: span.start), observedBy: quadrature)
    quadrature.flush()
    work.backwardEvaluations += ends.total.evaluations + quadrature.evaluations
    keep(ends, scales, thetaBar)
  }

  private func scaledCostates(_ scales: [Element]) -> Tensor<Element> {
    let n = solve.program.dimension
    return Tensor(shape: [count, n]) { elements in
      for place in elements.indices { elements[place] = lambda[place] / scales[place / n] }
    }
  }

  /// Keeps the costates at the beginning of a piece; a row that did not get there has no gradient.
  private func keep(
    _ ends: FlowEnds<Element>, _ scales: [Element], _ thetaBar: UnsafeMutablePointer<Element>
  ) {
    let n = solve.program.dimension
    let failed = ends.outcomes.indices.filter { !ends.outcomes[$0].isCompleted }
    work.failedRows += failed.count { row in
      (row * n..<(row + 1) * n).allSatisfy { lambda[$0].isFinite && solve.states[$0].isFinite }
    }
    ends.states.withUnsafeElements { states in
      for place in states.indices { lambda[place] = states[place] * scales[place / n] }
    }
    for row in failed {
      Element.fill(lambda + row * n, with: .nan, count: n)
      let nodes = scheme.control.nodeCount * solve.program.parameters.count
      Element.fill(thetaBar, with: .nan, count: nodes)
    }
  }
}

/// Evaluates (∂f/∂x)ᵀλ + w ∂L/∂x, and adds the same derivative by θ, along known trajectories.
final class CostatePull<Element: Scalar> {
  let evaluation: ControlledEvaluation<Element>
  let piece: Int
  private let trajectory: DenseTrajectory<Element>
  private let cost: [Element]?
  private let memory: TransposeMemory<Element>
  /// Takes the parameters' cotangent where only the state's is wanted.
  private let discarded: UnsafeMutablePointer<Element>

  init(
    _ evaluation: ControlledEvaluation<Element>, _ trajectory: DenseTrajectory<Element>,
    piece: Int, cost: [Element]?
  ) {
    self.evaluation = evaluation
    self.trajectory = trajectory
    self.piece = piece
    self.cost = cost
    memory = TransposeMemory(evaluation, stages: 1, rows: evaluation.rows)
    let nodes = evaluation.scheme.control.nodeCount * evaluation.program.parameters.count
    discarded = .allocate(capacity: max(nodes, 1))
    discarded.initialize(repeating: 0, count: max(nodes, 1))
  }

  deinit { discarded.deallocate() }

  var dimension: Int { evaluation.program.dimension }

  /// Computes the cotangent of x for rows at their times.
  ///
  /// - Parameters:
  ///   - count: the number of rows.
  ///   - rows: the rows' numbers in the batch.
  ///   - t: their times.
  ///   - lambda: their costates; shape `[dimension, count]`.
  ///   - weights: a factor for the running cost of each row; 1 when nil.
  ///   - xBar: receives the cotangent of x; shape `[dimension, count]`.
  ///   - thetaBar: where the parameters' cotangent is added; nowhere when nil.
  func evaluate(
    _ count: Int, rows: UnsafePointer<Int32>, t: UnsafePointer<Element>,
    lambda: UnsafePointer<Element>, weights: UnsafePointer<Element>?,
    xBar: UnsafeMutablePointer<Element>, thetaBar: UnsafeMutablePointer<Element>?
  ) {
    let n = dimension
    let x = memory.state(0)
    for place in 0..<count {
      let row = Int(rows[place])
      trajectory.state(ofRow: row, at: Double(t[place]), into: memory.wide)
      Element.copyMatrix(
        rows: n, columns: 1, memory.wide, from: (1, 1), into: x + place, to: (count, 1))
      memory.kappaCost[place] = (cost?[row] ?? 0) * (weights?[place] ?? 1)
    }
    evaluation.linearize(
      count, piece: piece, t: t, x: x, velocity: memory.velocity(0), cost: memory.rate,
      residuals: memory.residuals(0))
    evaluation.pullback(
      count, piece: piece, t: t, x: x, residuals: memory.residuals(0), velocity: lambda,
      cost: memory.kappaCost, tBar: memory.tau, xBar: xBar, thetaBar: thetaBar ?? discarded)
  }
}

/// The costate equation as a vector field.
private struct CostateField<Element: Scalar>: VectorField, @unchecked Sendable {
  // Unchecked: used on the thread of the flow that made it.
  let pull: CostatePull<Element>

  var dimension: Int { pull.dimension }

  func makeEvaluator(rowCapacity: Int) -> any FieldEvaluator<Element> { Evaluator(pull) }

  private final class Evaluator: FieldEvaluator {
    let pull: CostatePull<Element>

    init(_ pull: CostatePull<Element>) { self.pull = pull }

    func evaluate(_ points: RowPoints<Element>, into dx: UnsafeMutablePointer<Element>) {
      pull.evaluate(
        points.count, rows: points.rows, t: points.t, lambda: points.x, weights: nil, xBar: dx,
        thetaBar: nil)
      Element.apply(.negate, dx, to: dx, count: points.count * pull.dimension)
    }
  }
}

/// Sums (∂f/∂θ)ᵀλ + w ∂L/∂θ over the steps of a backward solve by Gauss's rule with three points.
private final class CostateQuadrature<Element: Scalar>: StepObserver {
  let needsDenseOutput = true
  private(set) var evaluations = 0

  private let pull: CostatePull<Element>
  private let scales: [Element]
  private let thetaBar: UnsafeMutablePointer<Element>
  private var rows: [Int32] = []
  private var t: [Element] = []
  /// The costates row by row, and the same with the rows last.
  private var lambda: [Element] = []
  private var turned: [Element]
  private var weights: [Element] = []
  private var xBar: [Element]

  /// The points and weights of Gauss's rule on [0, 1].
  private static var rule: [(point: Double, weight: Double)] {
    let offset = 0.5 * (3.0 / 5).squareRoot()
    return [(0.5 - offset, 5.0 / 18), (0.5, 8.0 / 18), (0.5 + offset, 5.0 / 18)]
  }

  init(
    _ pull: CostatePull<Element>, scales: [Element], thetaBar: UnsafeMutablePointer<Element>
  ) {
    self.pull = pull
    self.scales = scales
    self.thetaBar = thetaBar
    xBar = Array(repeating: 0, count: pull.evaluation.rows * pull.dimension)
    turned = xBar
  }

  func observe(_ steps: AcceptedSteps<Element>) {
    for index in 0..<steps.count {
      for (point, weight) in CostateQuadrature.rule {
        // The integral runs the way of the flow, the steps against it.
        add(steps, index, point, -weight * steps.size(index))
        if rows.count == pull.evaluation.rows { flush() }
      }
    }
  }

  /// Evaluates what has been collected.
  func flush() {
    guard !rows.isEmpty else { return }
    Element.transpose(lambda, rows: rows.count, columns: pull.dimension, to: &turned)
    pull.evaluate(
      rows.count, rows: rows, t: t, lambda: turned, weights: weights, xBar: &xBar,
      thetaBar: thetaBar)
    evaluations += rows.count
    rows.removeAll(keepingCapacity: true)
    t.removeAll(keepingCapacity: true)
    lambda.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
  }

  private func add(
    _ steps: AcceptedSteps<Element>, _ index: Int, _ point: Double, _ weight: Double
  ) {
    let time = steps.start(index) + point * steps.size(index)
    let first = lambda.count
    let weight = Element(weight) * scales[steps.row(index)]
    lambda.append(contentsOf: repeatElement(0, count: pull.dimension))
    lambda.withUnsafeMutableBufferPointer { buffer in
      guard let place = buffer.baseAddress.map({ $0 + first }) else { return }
      steps.interpolate(index, at: time, into: place)
      Element.scaleAdd(0, place, weight, to: place, count: pull.dimension)
    }
    rows.append(Int32(steps.row(index)))
    t.append(Element(time))
    weights.append(weight)
  }
}
