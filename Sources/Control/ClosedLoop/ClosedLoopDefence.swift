public import Tensors

/// A defence of a trained system, which stays as it is: controls that hold its states near where clean
/// ones lie.
///
/// For each input by itself, controls u_t are added to the states,
///
///     min over u of  Σ_t [ ½ ‖z_t - E_t(z_t)‖² + c/2 ‖u_t‖² ],   z_t = x_t + u_t,   x_{t+1} = F_t(z_t),
///
/// E_t being embeddings of clean states. No label is needed, so there is no terminal cost. With
/// H_t = p_{t+1} · F_t(z) - ½ ‖z - E_t(z)‖² - c/2 ‖u‖² and p_T = 0, a sweep carries states forwards
/// and costates p_t = ∂H_t/∂x back, and on the way back improves each u_t by ascent of its H_t. Like any
/// successive approximations these may overshoot: a row whose cost rises gets its best controls again
/// and a quarter of its rate, and one whose cost falls a rate larger by a quarter, up to the first. So
/// costs never rise from sweep to sweep.
///
/// > Source: Chen, Li & Zhang, "Towards robust neural networks via close-loop control", ICLR (2021);
/// > the sweeps: Chen, Li & Zhang, JMLR 23(319) (2022), algorithm 1.
public struct ClosedLoopDefence<Element: Scalar>: Sendable {
  /// The embedding of the states before each map; nil where no control acts.
  public let embeddings: [EmbeddingProgram<Element>?]
  /// How controls are found.
  public let options: DefenceControls

  /// A defence.
  public init(
    _ embeddings: [EmbeddingProgram<Element>?], options: DefenceControls = DefenceControls()
  ) {
    self.embeddings = embeddings
    self.options = options
  }
}

/// How the controls of a ``ClosedLoopDefence`` are found.
public struct DefenceControls: Sendable, Hashable {
  /// The controls that sweeps begin with.
  public enum Start: String, Sendable, Hashable, CaseIterable {
    /// None.
    case zero
    /// Those that minimise each layer's own cost if E is an orthogonal projection:
    /// u_t = -(x_t - E_t(x_t)) / (1 + c).
    ///
    /// For c = 0 it is the source's E_t(x_t) - x_t. Along orthogonal maps a disturbance z of clean
    /// states then becomes ‖x̄_t - x_t‖² = α^{2t} ‖z_⊥‖² + ‖z_∥‖², α = c / (1 + c).
    case greedy
  }

  /// c: what the energy of a control costs.
  public var energyWeight: Double
  /// The controls to begin with.
  public var start: Start
  /// The sweeps that follow; 0 for the first controls as they are.
  public var sweeps: Int
  /// The steps of ascent of each H_t in one sweep.
  public var innerSteps: Int
  /// The rate of these steps, over 1 + c, which is the curvature of a layer's cost when E is an
  /// orthogonal projection.
  public var rate: Double

  /// Options; those of the second source, but for its rate.
  public init(
    energyWeight: Double = 1e-3, start: Start = .greedy, sweeps: Int = 3, innerSteps: Int = 10,
    rate: Double = 1
  ) {
    precondition(
      energyWeight >= 0 && sweeps >= 0 && innerSteps >= 1 && rate > 0,
      "energy weight \(energyWeight), \(sweeps) sweeps of \(innerSteps) steps at rate \(rate)")
    self.energyWeight = energyWeight
    self.start = start
    self.sweeps = sweeps
    self.innerSteps = innerSteps
    self.rate = rate
  }
}

/// What a defence did to some rows.
public struct DefenceSolution<Element: Scalar>: Sendable {
  /// The states at the end under the controls; shape `[rows, outputDimension]`.
  public let outputs: Tensor<Element>
  /// The controls before each map; shapes `[rows, dimension]`.
  public let controls: [Tensor<Element>]
  /// What each row's controls cost; shape `[rows]`.
  public let costs: Tensor<Element>
}
