import FlowLearn

/// Value functions: the least cost from every state, and what the maximum principle sees of it.
///
/// The value V(t, x) solves the Hamilton-Jacobi-Bellman equation
///
///     −∂V/∂t = min over θ of [ L + ∇V · f ],   V(T, x) = Φ(x).
///
/// It is sufficient: its feedback is the best there is. Pontryagin's principle follows one trajectory,
/// along which p = −∇V, and is necessary only. Four problems show both.
///
/// - *Linear-quadratic*: dx/dt = u, L = x² + u², T = 1, with V(0, x) = tanh(1) x². Dynamic programming,
///   Riccati's equation, both methods of successive approximations and L-BFGS give one number.
/// - *Two particles* under one control, dx/dt = tanh(θ x): a network with two rows of data. The value at
///   the start is the cost that training reaches, and the costate is −∇V.
/// - *A double well*, Φ = (x² − 1)² − 0.3 x: training from a control that leads to the wrong well stays
///   there, and satisfies the maximum principle; dynamic programming finds the other.
/// - *A mean field*: all rows moved by one θ(t), Φ = |x − y|², L = λ θ². On distributions μ of (x, y) the
///   value is Var(y − x) + λ / (λ + T − t) |E(y − x)|², of which the mean is a state of one dimension.
///
/// > Source: W. E, J. Han, Q. Li, "A mean-field optimal control formulation of deep learning", Research
/// > in the Mathematical Sciences 6:10 (2019); the closed forms by insertion into the equation.
enum HamiltonJacobiBellman: Example {
  static let name = "hjb"
  static let summary = "value functions on grids against Riccati, training and closed forms"

  static func run(_ settings: Settings) -> Findings {
    let quadratic = QuadraticStudy(settings)
    let particles = ParticleStudy(settings)
    let wells = WellStudy(settings)
    let mean = MeanStudy(settings)
    return Findings(
      claims: quadratic.costs.map { name, cost in
        Claim(
          "linear-quadratic: cost by \(name)", source: "tanh(1) x²",
          claimed: quadratic.known, measured: cost, within: 1e-6)
      } + [
        Claim(
          "two particles: value minus the cost of L-BFGS", source: "dynamic programming",
          claimed: 0, measured: particles.value - particles.cost, within: 1e-5),
        Claim(
          "two particles: |p + ∇V|", source: "maximum principle", claimed: 0,
          measured: particles.costateGap, within: 1e-4),
        Claim(
          "double well: value", source: "Hopf and Lax", claimed: wells.known,
          measured: wells.value, within: 1e-3),
        Claim(
          "double well: cost of E-MSA from the wrong side", source: "the local minimum",
          claimed: wells.localCost, measured: wells.trained, within: 1e-6),
        Claim(
          "mean field: value of the mean's equation", source: "closed form",
          claimed: mean.known, measured: mean.value, within: 1e-6),
        Claim(
          "mean field: cost of E-MSA over 200 rows", source: "closed form",
          claimed: mean.known, measured: mean.trained, within: 1e-6),
      ],
      remarks: [
        "double well: the wrong side costs \(wells.trained.brief), the best \(wells.value.brief)",
        "linear-quadratic, cost minus tanh(1) x²: "
          + quadratic.costs.map { "\($0.0) \(($0.1 - quadratic.known).brief)" }
          .joined(separator: ", "),
      ],
      figures: [
        ("hjb-particles", particles.figure), ("hjb-wells", wells.figure),
        ("hjb-quadratic", quadratic.figure),
      ])
  }
}

extension HamiltonJacobiBellman {
  /// dx/dt = θ.
  struct Drift: ControlledField {
    let dimension = 1
    let parameters = ParameterLayout(["u": []])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      theta[0] + 0 * x
    }
  }

  /// The rate λ θ², and x² if wanted.
  struct Effort: RunningCost {
    var weight = 1.0
    var state = 0.0

    func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      weight * theta[0].squared() + state * x.component(0).squared()
    }
  }

  /// The part of the squared distance from a target that counts.
  struct SquaredDistance: TerminalCost {
    var dimension = 1
    var weight = 1.0
    var targetDimension: Int { dimension }
    let parameters = ParameterLayout()

    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      weight * (x - y).squared().sum(over: -1)
    }
  }

  /// What a trainer makes of a problem.
  static func trained(
    _ trainer: any ControlTrainer<Double>, from start: Tensor<Double>,
    _ ensemble: Ensemble<Double>, iterations: Int
  ) -> (theta: Tensor<Double>, cost: Double) {
    var theta = start
    var cost = Double.nan
    for _ in 0..<iterations { cost = trainer.improve(&theta, over: ensemble).cost }
    return (theta, cost)
  }

  /// A problem of equal steps with a piece of control each.
  static func problem(
    _ dynamics: Hamiltonian, _ terminal: some TerminalCost, steps: Int
  ) -> ControlProblem<Double> {
    ControlProblem(
      dynamics: HamiltonianProgram(dynamics), terminal: TerminalProgram(terminal),
      solver: .fixed(
        FlowScheme(
          method: .rungeKutta4, steps: steps, control: .piecewiseConstant(pieces: steps))))
  }
}
