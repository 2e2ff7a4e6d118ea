import Calculus
import ODE
public import Tensors

/// Solves small control problems by direct multiple shooting.
///
/// The states at the ends of all pieces of the control are unknowns beside the control itself, and that
/// each piece ends where the next begins is a constraint. One ``improve(_:over:)`` is one step of
/// sequential quadratic programming with exact second derivatives, held back by a line search in the cost
/// plus the pieces' gaps; near a minimum steps converge quadratically. As no trajectory is followed over
/// the whole horizon, an unstable field does no harm, and states can be guessed where the control cannot.
///
/// A step costs of the order of pieces × (rows × dimension)³: it is for few rows. Until it has converged
/// the states at the nodes are no trajectory of the control.
///
/// > Source: Bock & Plitt, IFAC Proceedings 17(2) (1984); the line search: Nocedal & Wright, Numerical
/// > Optimization (2006), section 18.3.
public final class MultipleShootingTrainer: ControlTrainer {
  public let problem: ControlProblem<Double>
  /// The states at the nodes: at the beginning and at the end of each piece; shape
  /// `[pieces + 1, rows, dimension]`; nil before the first step.
  public var states: Tensor<Double>? { iterate.map { stacked($0.states) } }
  /// The costates p = -λ at the same nodes but the first, λ being the multipliers of continuity; shape
  /// `[pieces, rows, dimension]`; nil before the first step.
  ///
  /// They are those of the sum of weighted costs: of one row of weight 1, p = -∇V.
  public var costates: Tensor<Double>? { iterate.map { -stacked($0.lambda) } }
  /// The largest gap between the end of a piece and the beginning of the next, after the last step.
  public internal(set) var defect = Double.infinity

  let guess: Tensor<Double>?
  let scheme: FlowScheme
  let steps: Int
  let program: ShootingProgram
  let terminal: (value: Program<Double>, gradient: Program<Double>, hessian: Program<Double>)
  let pool: ForkJoinPool
  private var workers: [ShootingWorker] = []
  var iterate: Iterate?
  /// What is added to the controls' second derivatives, and the price of a gap.
  var damping = 0.0
  var price = 0.0

  struct Iterate {
    var states: [Tensor<Double>]
    var lambda: [Tensor<Double>]
  }

  /// A trainer.
  ///
  /// - Parameters:
  ///   - problem: the problem.
  ///   - states: the states at the nodes to begin with; shape `[pieces + 1, rows, dimension]`, the first
  ///     of which count as given by the ensemble; those of the control's own trajectory when nil.
  ///   - pool: the threads to run on; no bit depends on their number.
  /// - Precondition: the flow takes equal steps of an explicit method, as many in each piece of a control
  ///   that is constant on pieces; controls are free; the terminal cost has no parameters.
  public init(
    _ problem: ControlProblem<Double>, from states: Tensor<Double>? = nil, pool: ForkJoinPool
  ) {
    guard case .fixed(let scheme) = problem.solver, case .explicit(let tableau) = scheme.method,
      scheme.coupling == nil
    else { preconditionFailure("multiple shooting takes equal steps of an explicit method") }
    if case .piecewiseLinear = scheme.control {
      preconditionFailure("multiple shooting takes controls that are constant on pieces")
    }
    let pieces = scheme.control.pieceCount
    precondition(
      scheme.steps % pieces == 0, "\(scheme.steps) steps in \(pieces) pieces of the control")
    precondition(
      problem.admissible == .free && problem.terminal.parameters.count == 0,
      "multiple shooting takes free controls, and terminal costs without parameters")
    self.problem = problem
    self.scheme = scheme
    self.pool = pool
    guess = states
    steps = scheme.steps / pieces
    program = ShootingProgram(problem.dynamics, tableau, steps: steps, h: scheme.h)
    let graph = problem.terminal.graph
    let slope = graph.gradient(wrt: [0])
    terminal = (Program(graph), Program(slope), Program(slope.pushforward(wrt: [0])))
  }

  /// A trainer of the same problem that has not begun, and shares what was compiled.
  init(like other: MultipleShootingTrainer, pool: ForkJoinPool) {
    problem = other.problem
    guess = other.guess
    scheme = other.scheme
    steps = other.steps
    program = other.program
    terminal = other.terminal
    self.pool = pool
  }

  public func improve(
    _ theta: inout Tensor<Double>, over ensemble: Ensemble<Double>
  ) -> ControlImprovement {
    let count = ensemble.count
    if workers.isEmpty {
      workers = (0..<pool.threads).map { _ in ShootingWorker(program, rows: count) }
    }
    var current = iterate ?? begin(theta, ensemble)
    precondition(
      current.states[0].count == count * program.dimension,
      "\(count) rows given to a trainer that began with "
        + "\(current.states[0].count / program.dimension)")
    current.states[0] = ensemble.states.reshaped(to: [count * program.dimension])
    let stages = stages(current, theta, ensemble)
    let end = last(current.states[pieces], ensemble)
    let defects = stages.indices.map { stages[$0].end - current.states[$0 + 1] }
    var improvement = ControlImprovement(cost: stages.reduce(end.value) { $0 + $1.cost })
    improvement.work.forwardEvaluations = scheme.evaluations * count
    iterate = current
    guard improvement.cost.isFinite, defects.allSatisfy(\.isFinite) else {
      improvement.cost = .nan
      return improvement
    }
    search(&theta, current, stages, end, defects, ensemble, &improvement)
    return improvement
  }

  var pieces: Int { scheme.control.pieceCount }

  func time(_ piece: Int) -> Double { scheme.start + scheme.h * Double(piece * steps) }

  func control(_ piece: Int, of theta: Tensor<Double>) -> Tensor<Double> {
    theta.rows(piece * program.parameterCount..<(piece + 1) * program.parameterCount)
  }

  private func stacked(_ parts: [Tensor<Double>]) -> Tensor<Double> {
    let rows = (parts.first?.count ?? 0) / program.dimension
    return Tensor(stacking: parts, along: 0).reshaped(to: [parts.count, rows, program.dimension])
  }

  /// The first nodes: those that were guessed, or the control's own trajectory, or where that is not
  /// finite the first states all along.
  private func begin(_ theta: Tensor<Double>, _ ensemble: Ensemble<Double>) -> Iterate {
    let first = ensemble.states.reshaped(to: [ensemble.count * program.dimension])
    var states = [first]
    if let guess {
      precondition(
        guess.shape == [pieces + 1, ensemble.count, program.dimension],
        "guessed states of shape \(guess.shape) for \(pieces) pieces and \(ensemble.count) rows")
      let flat = guess.reshaped(to: [pieces + 1, first.count])
      states = (0...pieces).map(flat.row)
    } else {
      for piece in 0..<pieces {
        let end = workers[0].values(
          at: time(piece), states[piece], control(piece, of: theta), weights: ensemble.weights
        ).end
        states.append(end.isFinite ? end : states[piece])
      }
    }
    return Iterate(
      states: states, lambda: (0..<pieces).map { _ in .zeros([first.count]) })
  }

  func stages(
    _ current: Iterate, _ theta: Tensor<Double>, _ ensemble: Ensemble<Double>
  ) -> [ShootingStage] {
    dealt { worker, piece in
      worker.stage(
        at: self.time(piece), current.states[piece], self.control(piece, of: theta),
        current.lambda[piece], weights: ensemble.weights)
    }
  }

  /// The pieces' results, computed on all threads.
  func dealt<Result: Sendable>(
    _ body: @escaping (ShootingWorker, Int) -> Result
  ) -> [Result] {
    // Each thread has its own worker.
    let shared = Unchecked((workers: workers, body: body))
    return pool.results(pieces) { piece, thread in
      shared.value.body(shared.value.workers[thread], piece)
    }
  }

  /// The terminal cost with its derivatives.
  private func last(
    _ x: Tensor<Double>, _ ensemble: Ensemble<Double>
  ) -> (value: Double, gradient: Tensor<Double>, hessian: Tensor<Double>) {
    let (rows, n) = (ensemble.count, program.dimension)
    let states = x.reshaped(to: [rows, n])
    let targets = ensemble.targets.reshaped(to: [rows, problem.terminal.targetDimension])
    let weights = ensemble.weights.insertingAxis(at: 1)
    let gradient = weights * terminal.gradient([states, targets])[0]
    var hessian = Tensor<Double>.zeros([rows * n, rows * n])
    for column in 0..<n {
      var direction = Tensor<Double>.zeros([rows, n])
      for row in 0..<rows { direction[row, column] = 1 }
      let moved = weights * terminal.hessian([states, targets, direction])[0]
      for row in 0..<rows {
        for i in 0..<n { hessian[row * n + i, row * n + column] = moved[row, i] }
      }
    }
    return (lastCost(x, ensemble), gradient.reshaped(to: [rows * n]), hessian)
  }

  func lastCost(_ x: Tensor<Double>, _ ensemble: Ensemble<Double>) -> Double {
    let rows = ensemble.count
    let targets = ensemble.targets.reshaped(to: [rows, problem.terminal.targetDimension])
    return terminal.value([x.reshaped(to: [rows, program.dimension]), targets])[0]
      .dot(ensemble.weights)
  }
}
