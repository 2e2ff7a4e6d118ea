public import ODE
public import Tensors

/// Solves a problem for every state of a grid, backwards in time.
///
/// The semi-Lagrangian way is the principle of dynamic programming for the problem in discrete time:
///
///     V_k(x) = min over θ of [ ∫ L over the step + V_{k+1}(x after the step) ],
///
/// a step being one of an explicit Runge-Kutta method with θ constant on it, and V_{k+1} interpolated.
/// It has no restriction on the step. So a value is the least cost of a ``ControlProblem`` with the same
/// scheme and one piece of control a step, as far as the interpolation goes.
///
/// The upwind way is the explicit monotone difference scheme
///
///     V_k = V_{k+1} + h min over θ of [ L + Σ_i (f_i⁺ D_i⁺ + f_i⁻ D_i⁻) V_{k+1} ],
///
/// whose steps are cut until no more than one cell is crossed, Σ_i |f_i| h / Δx_i ≤ 1.
///
/// The minimum is sought among even candidates, and then about the best by parabolas through three
/// points along each number of the control. Beyond the grid's box values are extrapolated by one cell:
/// choose a box from which no optimal flow departs.
///
/// > Source: Falcone & Ferretti, Semi-Lagrangian Approximation Schemes for Linear and Hamilton-Jacobi
/// > Equations, SIAM (2013); Crandall & Lions, Mathematics of Computation 43 (1984) for the monotone
/// > scheme.
public struct BellmanSolver: Sendable, Hashable {
  /// The way.
  public enum Method: Sendable, Hashable {
    /// Dynamic programming along steps.
    case semiLagrangian(GridInterpolation)
    /// Differences against the velocity.
    case upwind
  }

  /// The controls among which the minimum is sought first.
  public struct Candidates: Sendable, Hashable {
    /// The range of every number.
    public let range: ClosedRange<Double>
    /// How many there are of every number.
    public let count: Int
    /// How often the best is improved by parabolas, over a quarter of the width each time.
    public let refinements: Int

    /// Even candidates; those that are not admissible are replaced by the nearest that are.
    ///
    /// - Precondition: there are at least two of every number.
    public init(_ range: ClosedRange<Double>, count: Int, refinements: Int = 4) {
      precondition(count >= 2 && refinements >= 0, "\(count) candidates of every number")
      self.range = range
      self.count = count
      self.refinements = refinements
    }
  }

  /// Where values are known.
  public let grid: StateGrid
  /// The tableau of a step.
  public let tableau: ButcherTableau
  /// The number of steps.
  public let steps: Int
  /// The horizon.
  public let span: TimeSpan
  /// The controls that are tried.
  public let candidates: Candidates
  /// The way.
  public let method: Method

  /// A solver.
  ///
  /// - Precondition: there is at least one step, forwards in time, and the step's method is explicit.
  public init(
    grid: StateGrid, span: TimeSpan, steps: Int, candidates: Candidates,
    method: Method = .semiLagrangian(.cubic), stepping: SteppingMethod = .rungeKutta4
  ) {
    precondition(steps >= 1 && span.length > 0, "\(steps) steps over a time of \(span.length)")
    guard case .explicit(let tableau) = stepping else {
      preconditionFailure("dynamic programming along steps of \(stepping.name): they are explicit")
    }
    self.grid = grid
    self.tableau = tableau
    self.steps = steps
    self.span = span
    self.candidates = candidates
    self.method = method
  }

  /// The times of the steps' ends, from the beginning on.
  public var times: [Double] { span.times(steps + 1) }

  /// The value function.
  ///
  /// - Parameters:
  ///   - problem: the problem.
  ///   - pool: the threads to run on; no bit depends on their number.
  /// - Returns: the values at the ends of all steps.
  /// - Precondition: grid and problem have the same dimension.
  public func valueFunction(
    of problem: BellmanProblem, on pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) -> ValueFunction {
    precondition(
      grid.dimension == problem.dimension,
      "a grid of dimension \(grid.dimension) for states of dimension \(problem.dimension)")
    let sweep = BellmanSweep(self, problem, pool)
    return ValueFunction(problem: problem, solver: self, values: sweep.values())
  }
}
