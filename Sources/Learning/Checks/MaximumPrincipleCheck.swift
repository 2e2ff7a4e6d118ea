import Calculus
public import Control
public import DataIO
import ODE
import Optimization
public import Tensors

/// How near a trained flow is to Pontryagin's maximum principle, along its horizon.
///
/// The flow is followed by equal steps of the classical Runge-Kutta method, or of the model's own explicit
/// method, and the control is taken to be constant on pieces of the horizon: each piece could have
/// parameters of its own. A model whose parameters are the same at all times may have a small gradient by
/// them and still large ones on the pieces, with opposite signs: the gaps tell what parameters that change
/// with time would gain. Since E H is linear in a network's last weights, parameters count that are no
/// larger than the model's own, in the Euclidean norm.
public struct MaximumPrincipleCheck: Sendable {
  /// What there is to say of each piece.
  public let report: PontryaginReport<Double>
  /// How far states at the end move when twice as many steps are taken, at most, relative to the largest.
  public let stateResidual: Double
  /// How far the gradient by the first states does, which the costates at the beginning are: relative to
  /// the largest.
  public let costateResidual: Double
  /// The largest Euclidean norm of a piece's parameters: those that gaps are the maximum over are no
  /// larger.
  public let size: Double
  /// The steps that were taken.
  public let steps: Int
  /// The rows that were used.
  public let rows: Int

  /// Whether the flow's field and running cost are free of time, so that an optimal control keeps E H
  /// constant.
  public let isAutonomous: Bool
}

extension TabularModel {
  /// Examines the model's flow by the maximum principle, in double precision whatever the model's own.
  ///
  /// - Parameters:
  ///   - table: a table with the target column.
  ///   - pieces: the pieces of the horizon.
  ///   - rowLimit: the most rows that are used.
  ///   - iterations: the most iterations of L-BFGS that look for a larger Hamiltonian.
  ///   - pool: the threads to run on.
  /// - Returns: the examination.
  /// - Throws: as ``TableEncoder/encodeExamples(_:)``; ``LearningError/unknownLabel(_:known:)``;
  ///   ``LearningError/option(_:)`` for a horizon of no length.
  /// - Precondition: there is at least one piece.
  public func maximumPrincipleCheck(
    on table: Table, pieces: Int = 20, rowLimit: Int = 1000, iterations: Int = 100,
    pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) throws(LearningError) -> MaximumPrincipleCheck {
    precondition(pieces >= 1, "\(pieces) pieces of a horizon")
    let (model, rows) = try inDoublePrecision(on: table, rowLimit: rowLimit)
    return try MaximumPrincipleCheck(
      model.network, at: model.parameters, rows, pieces: pieces, iterations: iterations, pool: pool)
  }
}

extension MaximumPrincipleCheck {
  init(
    _ network: FlowNetwork<Double>, at theta: Tensor<Double>, _ rows: LabelledRows<Double>,
    pieces: Int, iterations: Int, pool: ForkJoinPool
  ) throws(LearningError) {
    let solver = network.architecture.solver
    let span = solver.span
    guard span.end > span.start else {
      throw .option(
        "the model's flow leads from \(span.start) to \(span.end): there is no way to examine")
    }
    let problem = network.problem
    var method = SteppingMethod.rungeKutta4
    var least = 0
    if case .fixed(let scheme) = solver, scheme.coupling == nil {
      if case .explicit = scheme.method { method = scheme.method }
      least = scheme.steps
    }
    let stepCount = pieces * max((least + pieces - 1) / pieces, 2)
    func examined(_ steps: Int) -> FlowNetwork<Double> {
      var architecture = network.architecture
      architecture.solver = .fixed(
        FlowScheme(
          method: method, steps: steps, from: span.start, to: span.end,
          control: .piecewiseConstant(pieces: pieces)))
      return FlowNetwork(
        architecture: architecture, featureCount: network.featureCount,
        outputs: network.readOut.targetDimension, loss: network.readOut.loss)
    }
    let (coarse, fine) = (examined(stepCount), examined(2 * stepCount))
    let control = MaximumPrincipleCheck.pieces(pieces, of: theta, problem)
    // Without a bound, E H is as large as one likes: it is linear in the last weights.
    let count = problem.dynamics.parameters.count
    size = (0..<pieces).reduce(0) { most, piece in
      max(most, control.rows(piece * count..<(piece + 1) * count).norm)
    }
    let ensemble = rows.ensemble(for: network)
    report = PontryaginReport(
      of: control,
      ControlProblem(
        dynamics: coarse.problem.dynamics, terminal: coarse.problem.terminal,
        solver: coarse.problem.solver, admissible: .ball(radius: size)), over: ensemble,
      minimizer: Minimizer(iterationLimit: iterations), on: pool)
    func residual(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Double {
      let scale = b.elements.reduce(0) { max($0, abs($1)) }
      let change = zip(a.elements, b.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
      return scale > 0 ? change / scale : change
    }
    func end(_ network: FlowNetwork<Double>) -> Tensor<Double> {
      network.problem.finalStates(from: ensemble.states, theta: control, on: pool).states
    }
    stateResidual = residual(end(coarse), end(fine))
    costateResidual = residual(
      coarse.initialCostate(control, ensemble), fine.initialCostate(control, ensemble))
    steps = stepCount
    self.rows = ensemble.count
    isAutonomous = !problem.dynamics.dependsOnTime
  }

  /// The control's values in the middles of pieces, and the read-out's parameters behind them.
  private static func pieces(
    _ pieces: Int, of theta: Tensor<Double>, _ problem: ControlProblem<Double>
  ) -> Tensor<Double> {
    let shape = problem.solver.control
    let count = problem.dynamics.parameters.count
    var numbers: [Double] = []
    for piece in 0..<pieces {
      let middle = (Double(piece) + 0.5) / Double(pieces)
      let mixture = shape.mixture(at: middle, in: shape.piece(at: middle))
      let node = theta.rows(mixture.node * count..<(mixture.node + 1) * count).elements
      guard mixture.weight > 0 else {
        numbers += node
        continue
      }
      let next = theta.rows((mixture.node + 1) * count..<(mixture.node + 2) * count).elements
      numbers += zip(node, next).map { (1 - mixture.weight) * $0 + mixture.weight * $1 }
    }
    return Tensor(
      numbers + theta.rows(problem.flowParameterCount..<problem.parameterCount).elements)
  }
}
