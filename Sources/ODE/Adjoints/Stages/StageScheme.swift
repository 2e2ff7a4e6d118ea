/// The coefficients of a one-step method whose stages follow one from another, each perhaps implicit
/// by itself, as its derivatives are taken.
///
/// With K_i, the step size times a velocity, as unknowns,
///
///     K_i = h f(t + c_i h, X_i + γ_i K_i),  X_i = x + Σ_{j<i} a_ij K_j,
///
/// for Runge-Kutta methods, and for those of Rosenbrock, with J = ∂f/∂x(t, x),
///
///     K_i = h f(t + c_i h, X_i) + h J (γ K_i + Σ_{j<i} γ_ij K_j) + g_i h² ∂f/∂t(t, x);
///
/// the step ends at x + Σ b_i K_i.
///
/// > Source: Hairer & Wanner, Solving Ordinary Differential Equations II (1996), IV.6 and IV.7.
struct StageScheme: Sendable, Hashable {
  /// One stage.
  struct Stage: Sendable, Hashable {
    /// The weights a_ij of the earlier stages in the stage's state.
    let a: [Double]
    /// The weights γ_ij of the earlier stages under the Jacobian matrix; empty without one.
    var couplings: [Double] = []
    /// γ: the weight of the stage itself; 0 for an explicit stage.
    let gamma: Double
    /// The stage's time, in steps.
    let c: Double
    /// The weight of the derivative by time, g_i.
    var slope = 0.0
    /// The weight in the step.
    let b: Double
  }

  /// The stages that the step needs.
  let stages: [Stage]
  /// Whether the stages are linear in their unknowns, with the Jacobian matrix in the method.
  let isLinear: Bool
  /// Whether the only stage is that of the discrete gradient: K = h times the descent between x and x + K.
  private(set) var isDiscreteGradient = false

  /// A scheme, without the last stages that the step has no weight for.
  init(_ stages: [Stage], isLinear: Bool = false) {
    var used = stages.count
    while used > 1 && stages[used - 1].b == 0 { used -= 1 }
    self.stages = Array(stages.prefix(used))
    self.isLinear = isLinear
  }

  /// The step of the discrete gradient.
  static let discreteGradient: StageScheme = {
    var scheme = StageScheme([Stage(a: [], gamma: 0.5, c: 0.5, b: 1)])
    scheme.isDiscreteGradient = true
    return scheme
  }()

  /// An explicit method.
  init(_ tableau: ButcherTableau) {
    self.init(
      tableau.b.indices.map {
        Stage(
          a: Array(tableau.a[$0].prefix($0)), gamma: 0, c: tableau.c[$0], b: tableau.b[$0])
      })
  }

  /// A diagonally implicit method: row i of `a` has i + 1 entries, the last of them γ_i.
  init(diagonallyImplicit a: [[Double]], b: [Double], c: [Double]) {
    self.init(
      b.indices.map {
        Stage(a: Array(a[$0].prefix($0)), gamma: a[$0][$0], c: c[$0], b: b[$0])
      })
  }

  /// A Rosenbrock method: row i of `alpha` and of `couplings` has i entries.
  init(rosenbrock gamma: Double, alpha: [[Double]], couplings: [[Double]], b: [Double]) {
    self.init(
      b.indices.map {
        Stage(
          a: alpha[$0], couplings: couplings[$0], gamma: gamma, c: alpha[$0].reduce(0, +),
          slope: gamma + couplings[$0].reduce(0, +), b: b[$0])
      }, isLinear: true)
  }

  /// Whether a stage is found by solving a system.
  var isImplicit: Bool { stages.contains { $0.gamma != 0 } }
}
