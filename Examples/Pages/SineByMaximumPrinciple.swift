import FlowLearn

/// A network trained without back-propagation of gradients: by maximising Hamiltonians.
///
/// Twenty residual layers carry five numbers that all begin at x, and their sum is to be sin x:
///
///     dX/dt = tanh(W(t) X + b(t)),   X(0) = (x, x, x, x, x),   Φ = (Σ X_i(5) − sin x)².
///
/// All weights begin at zero, where the layers do nothing and the loss is 25π²/3 − 10 + 1/2. From there
/// gradient methods fall to a plateau and stay for thousands of iterations. All five states are alike
/// there, and gradients keep them alike: the network is a flow of one dimension, whose end is an
/// increasing function of x, while sin x also falls. Only rounding leads away from alike states. The
/// extended method of successive approximations (E-MSA) carries states forwards and costates back, and
/// then maximises each layer's Hamiltonian by itself, with a penalty ρ on leaving
/// the state and costate equations; from weights as near to zero as 0.005, as its source takes them,
/// it is through within tens of iterations. Gradient methods from the same weights take thousands.
/// Without the penalty the method (MSA) does not converge. With a penalty that is raised until the
/// cost falls it is never too bold, and it converges best.
///
/// > Source: Q. Li, L. Chen, C. Tai, W. E, "Maximum principle based algorithms for deep learning",
/// > JMLR 18(165) (2018), section 5.1 and figure 1b; proposition 5 for the step of back-propagation.
enum SineByMaximumPrinciple: Example {
  static let name = "msa-sine"
  static let summary = "successive approximations leave a plateau on which gradient methods stay"

  static func run(_ settings: Settings) -> Findings {
    let study = Study(settings)
    let (start, last) = ("from zero, loss of", Study.gradientIterations)
    return Findings(
      claims: [
        Claim(
          "loss of weights zero, over all x", source: "25π²/3 − 10 + 1/2", claimed: 72.747,
          measured: study.zeroLoss, within: 1e-3),
        Claim(
          "least loss of E-MSA, ρ = 1, within 50 iterations", source: paper, claimed: 0.05,
          measured: study.extended.least(within: 50), within: 0.05),
        Claim(
          "loss of E-MSA, automatic ρ, after 50 iterations", source: paper, claimed: 0.05,
          measured: study.automatic.loss(at: 50), within: 0.05),
        Claim(
          "loss of E-MSA, automatic ρ, after 500 iterations", source: paper, claimed: 0.01,
          measured: study.automatic.loss(at: 500), within: 0.01),
        Claim(
          "iterations in which automatic ρ lets the cost rise", source: "theorem 4",
          claimed: 0, measured: Double(study.automaticCost.rises), within: 0),
        Claim(
          "\(start) gradient descent after \(last)", source: paper, claimed: 0.24,
          measured: study.gradientDescent.loss(at: last), within: 0.04),
        Claim(
          "\(start) Adagrad after \(last)", source: paper, claimed: 0.24,
          measured: study.adagrad.loss(at: last), within: 0.04),
        Claim(
          "\(start) Adam after 3000", source: paper, claimed: 0.24,
          measured: study.adam.loss(at: 3000), within: 0.09),
        Claim(
          "part of 30 iterations in which basic MSA raises the loss", source: "section 3.1",
          claimed: 0.5, measured: Double(study.basic.rises) / 30, within: 0.4),
        Claim(
          "one ascent step of H with ρ = 0, minus one of back-propagation",
          source: "proposition 5", claimed: 0, measured: study.ascentGap, within: 1e-12),
      ],
      remarks: study.remarks, figures: study.figures)
  }

  private static let paper = "Li, Chen, Tai & E, figure 1b"
}

extension SineByMaximumPrinciple {
  /// A residual layer.
  struct Layer: ControlledField {
    let dimension = 5
    let parameters = ParameterLayout(["w": [5, 5], "b": [5]])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      (x • theta[0] + theta[1]).tanh()
    }
  }

  /// The decay of weights and biases: 10⁻³ times half their squares, layer by layer.
  struct Decay: RunningCost {
    /// The decay of a layer over the layer's step in time, so that the integral is the layers' sum.
    let rate = 1e-3 / 2 / 0.25

    func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      rate * (theta[0].squared().sum() + theta[1].squared().sum())
    }
  }

  /// The squared distance of the sum of states from the target.
  struct SquaredError: TerminalCost {
    let dimension = 5
    let targetDimension = 1
    let parameters = ParameterLayout()

    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      (x.sum(over: -1) - y.sum(over: -1)).squared()
    }
  }

  /// Twenty layers of step 1/4: Euler's method with a control that is constant on each step.
  static func problem(_ dynamics: Hamiltonian) -> ControlProblem<Double> {
    ControlProblem(
      dynamics: HamiltonianProgram(dynamics), terminal: TerminalProgram(SquaredError()),
      solver: .fixed(
        FlowScheme(method: .euler, steps: 20, to: 5, control: .piecewiseConstant(pieces: 20))))
  }

  /// What is trained: with decay.
  static let decaying = problem(Hamiltonian(field: Layer(), runningCost: Decay()))
  /// What is told: the loss alone.
  static let plain = problem(Hamiltonian(field: Layer()))

  /// Five times each x, and its sine.
  static func ensemble(_ x: Tensor<Double>) -> Ensemble<Double> {
    Ensemble(
      states: Tensor(stacking: Array(repeating: x, count: 5), along: 1),
      targets: x.sin().reshaped(to: [x.count, 1]))
  }
}
