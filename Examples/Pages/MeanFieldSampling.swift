import FlowLearn

/// How near the control of a sample is to the control of the population.
///
/// The population is x ~ N(0, 1) with y = sign(x) (1 + ξ/2), ξ normal; the control θ(t) of
///
///     dx/dt = tanh(θ(t) x),   J = E[(x(1) − y)² / 2] + 0.05 ∫ θ² dt,
///
/// is the best for N rows drawn from it. A stable solution of the population's maximum principle has
/// solutions of the sampled one near to it, and the distance exceeds s with a probability of at most
/// 4 exp(−N s² / (K₁ + K₂ s)): controls and costs err by N^{−1/2}. The cost of the sample's control on the
/// population, which is stationary, errs by the square of that, N^{−1}.
///
/// > Source: W. E, J. Han, Q. Li, "A mean-field optimal control formulation of deep learning", Research
/// > in the Mathematical Sciences 6:10 (2019), theorem 6.
enum MeanFieldSampling: Example {
  static let name = "mean-field-sampling"
  static let summary = "errors of a sample's control, cost and risk fall as N^-1/2, N^-1/2, N^-1"

  static func run(_ settings: Settings) -> Findings {
    let study = Study(settings)
    return Findings(
      claims: [
        Claim(
          "slope of sup |θᴺ − θ*| in N", source: theorem, claimed: -0.5,
          measured: study.slope(\.control), within: 0.1),
        Claim(
          "slope of |Jᴺ − J*| in N", source: theorem, claimed: -0.5,
          measured: study.slope(\.cost), within: 0.1),
        Claim(
          "slope of the excess risk J(θᴺ) − J* in N", source: "stationarity", claimed: -1,
          measured: study.slope(\.risk), within: 0.15),
        Claim(
          "least excess risk: no control beats the population's", source: "definition",
          claimed: 0, measured: min(study.leastRisk, 0), within: 1e-9),
      ],
      remarks: [
        "\(study.repetitions) samples of each size, a population of \(study.populationRows) rows",
        "means of sup |θᴺ − θ*| for N = \(study.sizes.map(String.init).joined(separator: ", ")): "
          + study.means(\.control).map(\.brief).joined(separator: ", "),
      ],
      figures: [
        ("mean-field-sampling-rates", study.ratesFigure),
        ("mean-field-sampling-controls", study.controlsFigure),
        ("mean-field-sampling-tail", study.tailFigure),
      ])
  }

  private static let theorem = "E, Han & Li, theorem 6"
}

extension MeanFieldSampling {
  /// dx/dt = tanh(θ x).
  struct Layer: ControlledField {
    let dimension = 1
    let parameters = ParameterLayout(["w": []])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      (theta[0] * x).tanh()
    }
  }

  /// 0.05 θ².
  struct Decay: RunningCost {
    func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      0.05 * theta[0].squared()
    }
  }

  /// (x − y)² / 2.
  struct HalfSquare: TerminalCost {
    let dimension = 1
    let targetDimension = 1
    let parameters = ParameterLayout()

    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      0.5 * (x - y).squared().sum(over: -1)
    }
  }

  /// Twenty residual layers.
  static let problem = ControlProblem(
    dynamics: HamiltonianProgram<Double>(Hamiltonian(field: Layer(), runningCost: Decay())),
    terminal: TerminalProgram(HalfSquare()),
    solver: .fixed(
      FlowScheme(method: .euler, steps: 20, control: .piecewiseConstant(pieces: 20))))

  /// Rows of the population.
  static func sample(_ rows: Int, using stream: inout RandomStream) -> Ensemble<Double> {
    let x: Tensor<Double> = .normal(shape: [rows, 1], using: &stream)
    let noise: Tensor<Double> = .normal(shape: [rows, 1], using: &stream)
    return Ensemble(states: x, targets: x.sign() * (1 + 0.5 * noise))
  }
}
