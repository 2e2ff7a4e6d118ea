import Calculus
import ODE
public import Optimization
public import Tensors

/// How near a control is to Pontryagin's maximum principle, however it was found.
///
/// States are carried forwards and costates back, so that the state and costate equations of the
/// discrete flow hold; what is left of the principle is that at every time the mean Hamiltonian
///
///     E H(t, x, p, θ) = E [ p · f(t, x, θ) - L(t, x, θ) ]
///
/// is as large as any admissible θ makes it. The report tells, for each piece of the control, E H, the
/// length of its derivative by θ, and by how much a maximisation raises it. The mean is over the rows of
/// an ensemble, with the weights that they have in J, and over the time of a piece. Only the mean is to be maximal: a single
/// row's Hamiltonian seldom is. For a flow whose field and running cost do not depend on time, E H is
/// constant along an optimal control.
///
/// > Source: E, Han & Li, Research in the Mathematical Sciences 6:10 (2019), theorem 4; Li, Chen, Tai & E,
/// > JMLR 18 (2018), section 3.2, for the gap as the distance from the principle.
public struct PontryaginReport<Element: Scalar>: Sendable {
  /// What there is to say of one piece of the control.
  public struct Piece: Sendable, Hashable {
    /// When the piece begins.
    public let start: Double
    /// When it ends.
    public let end: Double
    /// E H, the mean over the piece.
    public let hamiltonian: Double
    /// The length of ∂/∂θ E H.
    public let slope: Double
    /// max over θ of E H, minus E H: 0 where the principle holds.
    public let gap: Double
    /// The root of E ‖p‖² over the piece.
    public let costateNorm: Double
  }

  /// The cost J.
  public let cost: Double
  /// The pieces of the control in time.
  public let pieces: [Piece]

  /// Examines a control.
  ///
  /// - Parameters:
  ///   - theta: the control vector; shape `[problem.parameterCount]`.
  ///   - problem: the problem.
  ///   - ensemble: the rows.
  ///   - minimizer: what looks for a larger Hamiltonian, from the control at hand.
  ///   - pool: the threads to run on.
  /// - Precondition: the flow takes equal steps forwards of an explicit method, not coupled, and the
  ///   control is constant on pieces; the admissible set is convex.
  public init(
    of theta: Tensor<Element>, _ problem: ControlProblem<Element>,
    over ensemble: Ensemble<Element>, minimizer: Minimizer = Minimizer(iterationLimit: 100),
    on pool: ForkJoinPool
  ) {
    precondition(
      problem.admissible.isConvex,
      "a maximum over the set \(problem.admissible): it is found on convex sets")
    guard case .fixed(let scheme) = problem.solver, scheme.h > 0 else {
      preconditionFailure("a report needs a flow of equal steps forwards")
    }
    if case .piecewiseLinear = scheme.control {
      preconditionFailure("a report needs a control that is constant on pieces")
    }
    let records = EnsembleSweep(problem, scheme, pool: pool).records(theta, over: ensemble)
    cost = records.cost
    let method = SuccessiveApproximations(
      augmentation: .none, maximization: .quasiNewton(minimizer))
    let maximizers = (0..<pool.threads).map { _ in NodeMaximizer(problem, method) }
    let count = problem.dynamics.parameters.count
    let length = (scheme.end - scheme.start) / Double(scheme.control.pieceCount)
    var pieces = [Piece?](repeating: nil, count: records.nodes.count)
    pieces.withUnsafeMutableBufferPointer { pieces in
      // Each job writes its own piece, each worker has its own maximiser.
      let shared = Unchecked((pieces: pieces, maximizers: maximizers, records: records))
      pool.run(records.nodes.count) { index, worker in
        let (pieces, maximizers, records) = shared.value
        let node = records.nodes[index]
        let own = theta.rows(index * count..<(index + 1) * count)
        let (energy, slope) = maximizers[worker].energy(node, at: own)
        let gain = maximizers[worker].maximize(node, from: own, (0, 0)).gain
        // Sums are over the steps' lengths and the rows' weights; means divide by the time.
        let start = scheme.start + Double(index) * length
        pieces[index] = Piece(
          start: start, end: start + length, hamiltonian: -energy / length,
          slope: slope / length, gap: gain / length,
          costateNorm: (PontryaginReport.squares(node) / length).squareRoot())
      }
    }
    self.pieces = pieces.compactMap { $0 }
  }

  /// The largest gap of a piece.
  public var greatestGap: Double { pieces.map(\.gap).max() ?? 0 }

  /// The largest minus the smallest E H: 0 for an optimal control of an autonomous flow.
  public var hamiltonianSpread: Double {
    let all = pieces.map(\.hamiltonian)
    return (all.max() ?? 0) - (all.min() ?? 0)
  }

  /// The report as a table, one line a piece: start, end, E H, slope, gap, length of the costate.
  public var csv: String {
    "start,end,hamiltonian,slope,gap,costate\n"
      + pieces.map {
        "\($0.start),\($0.end),\($0.hamiltonian),\($0.slope),\($0.gap),\($0.costateNorm)\n"
      }.joined()
  }

  /// ∫ E ‖p‖² dt over a node: with κ = -ω p and ω = h b w, each stage adds ‖κ‖²/ω.
  private static func squares(_ node: StageRecords<Element>.Node) -> Double {
    let squares = node.costate.squared().sum(over: 1).elements
    return zip(squares, node.omega.elements).reduce(0.0) { sum, pair in
      pair.1 == 0 ? sum : sum + Double(pair.0) / Double(pair.1)
    }
  }
}
