public import Calculus
public import ODE
public import Tensors

/// A mean-field optimal control problem over an ensemble.
///
///     min over θ(t) in Θ of  J(θ) = Σ_i w_i [ Φ(x_i(T), y_i) + ∫ L(t, x_i, θ) dt ],   dx_i/dt = f(t, x_i, θ).
///
/// The control is one flat vector: the flow's nodes, `[nodes, parameters]`, then the read-out's
/// parameters.
///
/// > Source: E, Han & Li, Research in the Mathematical Sciences 6:10 (2019), equation (3).
public struct ControlProblem<Element: Scalar>: Sendable {
  /// The field and its running cost.
  public let dynamics: HamiltonianProgram<Element>
  /// The terminal cost.
  public let terminal: TerminalProgram<Element>
  /// How the flow is solved.
  public let solver: FlowSolver
  /// Θ: where the flow's nodes have their values; the read-out's parameters are free.
  public let admissible: AdmissibleSet

  /// A problem.
  ///
  /// - Precondition: field and terminal cost have states of the same dimension, and the admissible set
  ///   has a member.
  public init(
    dynamics: HamiltonianProgram<Element>, terminal: TerminalProgram<Element>, solver: FlowSolver,
    admissible: AdmissibleSet = .free
  ) {
    precondition(
      dynamics.dimension == terminal.dimension,
      "a field of dimension \(dynamics.dimension) and a terminal cost of \(terminal.dimension)")
    if let defect = admissible.defect { preconditionFailure(defect) }
    self.dynamics = dynamics
    self.terminal = terminal
    self.solver = solver
    self.admissible = admissible
  }

  /// The admissible control nearest to a control vector.
  public func admissibleControl(nearestTo theta: Tensor<Element>) -> Tensor<Element> {
    admissible.projection(
      of: theta, nodes: solver.control.nodeCount, parameters: dynamics.parameters.count)
  }

  /// The numbers that the flow's nodes have together.
  public var flowParameterCount: Int { solver.control.nodeCount * dynamics.parameters.count }

  /// The length of the control vector.
  public var parameterCount: Int { flowParameterCount + terminal.parameters.count }
}

/// Rows of states at the beginning with their targets, and each row's weight in the objective.
public struct Ensemble<Element: Scalar>: Sendable {
  /// The states at the beginning; shape `[rows, dimension]`.
  public let states: Tensor<Element>
  /// The targets; shape `[rows, targetDimension]`.
  public let targets: Tensor<Element>
  /// The weights w_i; shape `[rows]`.
  public let weights: Tensor<Element>

  /// Rows of equal weight: the objective is their mean.
  public init(states: Tensor<Element>, targets: Tensor<Element>) {
    let rows = states.shape.first ?? 0
    self.init(
      states: states, targets: targets,
      weights: Tensor(repeating: 1 / Element(max(rows, 1)), shape: [rows]))
  }

  /// Rows with weights.
  ///
  /// - Precondition: the states are a matrix, and states, targets and weights have the same number of
  ///   rows.
  public init(states: Tensor<Element>, targets: Tensor<Element>, weights: Tensor<Element>) {
    precondition(
      states.rank == 2 && states.shape[0] == targets.shape.first
        && states.shape[0] == weights.count,
      "rows differ: states \(states.shape), targets \(targets.shape), weights \(weights.shape)")
    self.states = states
    self.targets = targets
    self.weights = weights
  }

  /// The number of rows.
  public var count: Int { states.shape[0] }
}
