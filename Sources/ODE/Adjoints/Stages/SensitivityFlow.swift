public import Calculus
public import Tensors

/// A flow with derivatives carried both ways along the steps that were taken: tangents forwards, and
/// tangents of the transposed steps backwards.
///
/// The forward sensitivity of a solve along a direction (x₀', θ') is the derivative of the computed
/// end, x(T)' = ∂x(T)/∂x₀ x₀' + ∂x(T)/∂θ θ', step by step of any method of stages: it satisfies
/// ⟨w, J v⟩ = ⟨Jᵀw, v⟩ with the discrete adjoint to rounding. Differentiating the transposed steps
/// along the same direction gives the product of a Hessian matrix with it: where an objective Φ has
/// the gradient p = ∇Φ at the end, and p' = ∇²Φ x(T)', the cotangents of x₀ and θ are the gradient of
/// the whole, and their tangents H v, symmetric to rounding.
///
/// Adaptive steps are taken as they were, their sizes frozen. One object serves one thread.
///
/// ```swift
/// let flow = SensitivityFlow(program, solver: solver, rows: 1)
/// flow.setParameters(theta)
/// let end = flow.solve(from: x0, count: 1).states
/// let tangent = flow.pushforward(start: v, theta: nil).states
/// ```
///
/// > Source: forward over reverse differentiation, Griewank & Walther, Evaluating Derivatives (2008),
/// > chapter 5; for implicit stages by the implicit function theorem.
public final class SensitivityFlow<Element: Scalar> {
  typealias Buffer = UnsafeMutablePointer<Element>

  /// How the flow is solved.
  public let solver: FlowSolver
  /// The field.
  public let program: HamiltonianProgram<Element>
  /// The largest number of rows of a solve.
  public let rows: Int
  /// The largest number of directions along which tangents are carried at once.
  public let directions: Int
  /// What the last solve took.
  public private(set) var work = FlowWork()

  private let steps: StageSteps<Element>
  private let sequence: StepSequence<Element>
  private let adaptive: AdaptiveSolve<Element>?
  private let ends: AugmentedStates<Element>
  private let results: [AugmentedStates<Element>]
  private let still: Buffer
  /// States of all rows: the last ones, one a direction, and what a round is computed in.
  private let base: Buffer
  private var count = 0
  private var carried = 0
  private var directionsOfTheta: [UnsafePointer<Element>] = []

  /// A flow for solves of at most `rows` rows.
  ///
  /// - Parameters:
  ///   - program: the field.
  ///   - solver: the method, its steps, the horizon and the control's shape.
  ///   - rows: the largest number of rows of a solve.
  ///   - directions: the largest number of directions at once.
  /// - Precondition: the method is one of stages, and its steps are not coupled to be reversible.
  public convenience init(
    _ program: HamiltonianProgram<Element>, solver: FlowSolver, rows: Int, directions: Int = 1
  ) {
    self.init(
      program, solver, solver.stageScheme, rows: rows, directions: directions)
  }

  init(
    _ program: HamiltonianProgram<Element>, _ solver: FlowSolver, _ stages: StageScheme, rows: Int,
    directions: Int
  ) {
    precondition(directions >= 1, "\(directions) directions")
    if case .fixed(let scheme) = solver {
      precondition(scheme.coupling == nil, "sensitivities of reversible steps are not carried")
    }
    self.program = program
    self.solver = solver
    self.rows = rows
    self.directions = directions
    let nodes = solver.control.nodeCount * program.parameters.count
    let control = StageControl<Element>(
      solver.control, over: solver.span, parameterCount: program.parameters.count)
    steps = StageSteps(program.hamiltonian, stages, control, rows: rows)
    let size = StagedFlow.stateCount(program, rows: rows)
    sequence = StepSequence(stateSize: size, tangents: directions)
    if case .adaptive(let scheme) = solver {
      adaptive = AdaptiveSolve(program, scheme, rows: rows)
    } else {
      adaptive = nil
    }
    ends = AugmentedStates(program, rows: rows)
    results = (0..<max(directions, 2)).map { _ in AugmentedStates(program, rows: rows) }
    base = .allocate(capacity: (directions + 5) * size)
    base.initialize(repeating: 0, count: (directions + 5) * size)
    still = .allocate(capacity: max(nodes, rows * program.dimension, 1))
    still.initialize(repeating: 0, count: max(nodes, rows * program.dimension, 1))
  }

  deinit {
    base.deallocate()
    still.deallocate()
  }

  /// The bytes that a flow will take.
  ///
  /// - Parameters:
  ///   - program: the field.
  ///   - solver: the method, its steps, the horizon and the control's shape.
  ///   - rows: the largest number of rows of a solve.
  ///   - directions: the largest number of directions at once.
  /// - Returns: the bytes; for adaptive steps those of as many as their limit allows, or `Int.max`
  ///   where that is no number of bytes.
  public static func bytes(
    _ program: HamiltonianProgram<Element>, solver: FlowSolver, rows: Int, directions: Int = 1
  ) -> Int {
    let size = StagedFlow.stateCount(program, rows: rows)
    let steps = StageSteps<Element>.bytes(program.hamiltonian, solver.stageScheme, rows: rows)
    let rounds = StepSequence<Element>.bytes(
      rounds: solver.mostSteps, stateSize: size, tangents: directions)
    let others = (directions + 5 + 3 * (directions + 2)) * size * MemoryLayout<Element>.stride
    let fixed = steps.forward + steps.pushforward + steps.tangentPullback + others
    return rounds > Int.max - fixed ? .max : rounds + fixed
  }

  /// Says where the control's nodes lie, in the shape `[nodes, parameters]`; call again when they
  /// have changed.
  public func setParameters(_ theta: UnsafePointer<Element>) {
    steps.control.setNodes(theta)
    adaptive?.evaluation.setNodes(theta)
  }

  /// Carries states along the flow.
  ///
  /// - Parameters:
  ///   - x0: the states at the beginning; shape `[count, dimension]`.
  ///   - count: the number of rows.
  /// - Returns: the states at the end, shape `[count, dimension]`, and the integral of the running
  ///   cost, shape `[count]`; borrowed until the next solve.
  public func solve(
    from x0: UnsafePointer<Element>, count: Int
  ) -> (states: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>) {
    precondition(count <= rows, "\(count) rows in a flow made for \(rows)")
    self.count = count
    carried = 0
    sequence.reset()
    if let adaptive { return follow(x0, adaptive) }
    guard case .fixed(let scheme) = solver else { preconditionFailure("no steps") }
    work = FlowWork()
    steps.evaluations = 0
    var next = place(0)
    ends.set(x0, count, to: next)
    for step in 0..<scheme.steps {
      let x = sequence.append(
        StepSequence.Round(
          count: count, piece: scheme.piece(ofStep: step), rows: nil,
          times: Array(repeating: scheme.start + Double(step) * scheme.h, count: count),
          sizes: Array(repeating: scheme.h, count: count)))
      x.update(from: next, count: count * steps.dimension)
      begin(sequence.rounds[step])
      next = place(0)
      steps.take(from: x, to: next, linearizes: false)
    }
    work.steps = scheme.steps * count
    work.forwardEvaluations = steps.evaluations
    let end = ends.split(next, count)
    work.failedRows = ends.failedRows(end.states, count)
    return end
  }

  private func follow(
    _ x0: UnsafePointer<Element>, _ adaptive: AdaptiveSolve<Element>
  ) -> (states: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>) {
    let integrator = adaptive.integrator
    adaptive.run(from: x0, count: count) { field, states, span in
      let history = integrator.stepHistory(of: field, from: states, over: span)
      sequence.append(history, piece: field.piece, of: count)
      return history.ends
    }
    work = adaptive.work
    return (adaptive.states, adaptive.cost)
  }

  private var size: Int { StagedFlow.stateCount(program, rows: rows) }
  private func place(_ number: Int) -> Buffer { base + number * size }

  private func begin(_ round: StepSequence<Element>.Round) {
    steps.control.piece = round.piece
    steps.begin(round.count, times: round.times, sizes: round.sizes)
  }
}

// MARK: - Tangents

extension SensitivityFlow {
  /// Carries a direction along the steps of the last solve.
  ///
  /// - Parameters:
  ///   - start: the tangent of the first states; shape `[count, dimension]`; 0 when nil.
  ///   - theta: the tangent of the control's nodes; shape `[nodes, parameters]`; 0 when nil.
  /// - Returns: the tangents of the last states, shape `[count, dimension]`, and of the running cost's
  ///   integral, shape `[count]`; borrowed until the next call.
  public func pushforward(
    start: UnsafePointer<Element>?, theta: UnsafePointer<Element>?
  ) -> (states: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>) {
    pushforward(starts: [start], thetas: [theta])[0]
  }

  /// Carries directions along the steps of the last solve, all at once: the stages of a step are
  /// solved, and their matrices factored, once for all of them.
  ///
  /// - Parameters:
  ///   - starts: for each direction the tangent of the first states, as of
  ///     ``pushforward(start:theta:)``.
  ///   - thetas: for each direction the tangent of the control's nodes; these must stay where they are
  ///     until the last ``pullback(end:cost:into:direction:)``.
  /// - Returns: for each direction the tangents of the last states and costs; borrowed until the next
  ///   call.
  /// - Precondition: there are as many of both, at most ``directions``.
  public func pushforward(
    starts: [UnsafePointer<Element>?], thetas: [UnsafePointer<Element>?]
  ) -> [(states: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>)] {
    precondition(
      starts.count == thetas.count && starts.count <= directions,
      "\(starts.count) and \(thetas.count) directions in a flow made for \(directions)")
    carried = starts.count
    directionsOfTheta = thetas.map { $0 ?? UnsafePointer(still) }
    for (direction, start) in starts.enumerated() {
      results[direction].set(start ?? UnsafePointer(still), count, to: place(direction))
    }
    for (number, round) in sequence.rounds.enumerated() {
      let x = sequence.states(number)
      begin(round)
      steps.take(from: x, to: nil, linearizes: true)
      for direction in 0..<carried {
        let tangent = sequence.tangent(number, direction)
        let all = place(direction)
        round.gather(all, of: count, dimension: steps.dimension, to: tangent)
        steps.control.setTangents(directionsOfTheta[direction])
        steps.pushforward(at: x, tangent, to: part)
        round.scatter(part, of: count, dimension: steps.dimension, to: all)
      }
    }
    return (0..<carried).map { results[$0].split(place($0), count) }
  }

  private var part: Buffer { place(directions) }
}

// MARK: - Tangents of cotangents

extension SensitivityFlow {
  /// Carries cotangents of the last solve's results back, and their tangents along a direction that
  /// was carried forwards.
  ///
  /// - Parameters:
  ///   - end: the cotangent of the states at the end, and its tangent; shape `[count, dimension]`.
  ///   - cost: the cotangent of the running cost's integral, and its tangent; shape `[count]`; 0 when
  ///     nil.
  ///   - thetaBar: the cotangent of the control's nodes and its tangent are added to these; shape
  ///     `[nodes, parameters]`.
  ///   - direction: the number of the direction.
  /// - Returns: the cotangent of the states at the beginning, and its tangent; borrowed until the next
  ///   call.
  /// - Precondition: the direction was among those of the last pushforward.
  public func pullback(
    end: (value: UnsafePointer<Element>, tangent: UnsafePointer<Element>),
    cost: (value: UnsafePointer<Element>, tangent: UnsafePointer<Element>)?,
    into thetaBar: (value: UnsafeMutablePointer<Element>, tangent: UnsafeMutablePointer<Element>),
    direction: Int = 0
  ) -> (value: UnsafeMutablePointer<Element>, tangent: UnsafeMutablePointer<Element>) {
    precondition(
      direction >= 0 && direction < carried,
      "direction \(direction) of \(carried) that were carried forwards")
    let all = (place(directions + 1), place(directions + 2))
    let part = (place(directions + 3), place(directions + 4))
    ends.setCotangents(end.value, cost?.value, count, to: all.0)
    ends.setCotangents(end.tangent, cost?.tangent, count, to: all.1)
    steps.control.setTangents(directionsOfTheta[direction])
    let n = steps.dimension
    for (number, round) in sequence.rounds.enumerated().reversed() {
      let x = (sequence.states(number), sequence.tangent(number, direction))
      begin(round)
      steps.take(from: x.0, to: nil, linearizes: true)
      steps.pushforward(at: x.0, x.1, to: nil)
      round.gather(all.0, of: count, dimension: n, to: part.0)
      round.gather(all.1, of: count, dimension: n, to: part.1)
      steps.pullback(at: x, part, into: thetaBar)
      round.scatter(part.0, of: count, dimension: n, to: all.0)
      round.scatter(part.1, of: count, dimension: n, to: all.1)
    }
    return (results[0].start(all.0, count), results[1].start(all.1, count))
  }
}
