public import Optimization

/// The method of successive approximations (MSA): a control is improved by maximising the
/// Hamiltonian, at each node of the control by itself.
///
/// One iteration carries the states of all rows forwards and the costates back, and then puts
///
///     θ_k ← argmax over θ of  E Σ_i [ H(t_i, X_i, P_i, θ)
///             - ρ/2 ‖V_i - f(t_i, X_i, θ)‖² - ρ'/2 ‖Q_i + ∇ₓH(t_i, X_i, P_i, θ)‖² ]
///
/// over the stages i that node k governs, V and Q being the velocities of state and costate under the
/// control at hand. The basic method has ρ = ρ' = 0, and may diverge: a control that is best for the
/// old states and costates moves them. The penalties of the extended method (E-MSA) hold it where
/// they still tell the truth, and with large ones the objective falls.
///
/// > Source: Li, Chen, Tai & E, JMLR 18 (2018), algorithms 1 to 3 and theorem 4; the basic method:
/// > Chernousko & Lyubushin, Optim. Control Appl. Methods 3 (1982).
public struct SuccessiveApproximations: Sendable {
  /// How much a control is held to the state and costate equations.
  public enum Augmentation: Sendable, Hashable {
    /// Not at all: the basic method.
    case none
    /// By the penalties ρ and ρ'.
    case fixed(state: Double, costate: Double)
    /// By ρ = ρ', chosen at each iteration so that the objective falls by at least a tenth of what
    /// the Hamiltonian promises: it is multiplied by 4 until it does, and divided by 2 when it did at
    /// once.
    ///
    /// For Lipschitz fields there is a constant C with which ρ > 2C suffices (theorem 4), so the
    /// multiplications end.
    case automatic(initial: Double)

    /// The penalty on states of the first iteration.
    var initialPenalty: Double {
      switch self {
      case .none: 0
      case .fixed(let state, _): state
      case .automatic(let initial): initial
      }
    }
  }

  /// What maximises the Hamiltonian of a node.
  public enum Maximization: Sendable, Equatable {
    /// L-BFGS from the control at hand; projected gradients where the admissible set is not
    /// everything.
    case quasiNewton(Minimizer)
    /// Steps of a fixed rate along the gradient.
    ///
    /// One step without augmentation is a step of back-propagation with gradient descent
    /// (proposition 5).
    case gradientAscent(rate: Double, steps: Int)
  }

  /// The augmentation.
  public var augmentation: Augmentation
  /// What maximises the Hamiltonian of a node.
  public var maximization: Maximization

  /// The method.
  ///
  /// - Parameters:
  ///   - augmentation: how much a control is held to the equations.
  ///   - maximization: what maximises; the source takes ten iterations of L-BFGS.
  public init(
    augmentation: Augmentation = .automatic(initial: 1),
    maximization: Maximization = .quasiNewton(Minimizer(iterationLimit: 10))
  ) {
    self.augmentation = augmentation
    self.maximization = maximization
  }

  /// The penalties that make ``Augmentation/fixed(state:costate:)`` of a residual network's: the source
  /// sums ρ/2 ‖x_{n+1} - g_n‖² + ρ/2 ‖p_n - ∇ₓH_n‖² over a batch, p being divided by its size.
  ///
  /// - Parameters:
  ///   - rho: the source's ρ.
  ///   - rows: the rows of the batch.
  ///   - step: the step size δ of the network.
  /// - Returns: ρ S δ for the states, ρ δ / S for the costates.
  public static func residualNetworkPenalty(
    _ rho: Double, rows: Int, step: Double
  ) -> Augmentation {
    .fixed(state: rho * Double(rows) * step, costate: rho * step / Double(rows))
  }
}
