public import Calculus
public import Tensors

/// A control problem of few dimensions, to be solved for every state at once.
///
///     V(t, x) = min over θ of ∫ L(s, x, θ) ds + Φ(x(T)),   dx/dt = f(t, x, θ),
///
/// the solution of the Hamilton-Jacobi-Bellman equation
///
///     -∂V/∂t = min over θ in Θ of [ L + ∇V · f ],   V(T, x) = Φ(x).
///
/// Fields and costs are those of ``ControlProblem``. Here every state has a control of its own, so that
/// a parameter must be a single number or a vector that is used element by element: in place of a shape
/// `[]` or `[m]` a field is given `[rows, 1]` or `[rows, m]`.
///
/// > Source: Bellman, Dynamic Programming (1957); for controlled flows E, Han & Li, Research in the
/// > Mathematical Sciences 6:10 (2019).
public struct BellmanProblem: Sendable {
  /// The number of components of a state.
  public let dimension: Int
  /// The parameters' names and shapes.
  public let parameters: ParameterLayout
  /// Θ.
  public let admissible: AdmissibleSet
  /// Whether there is a running cost.
  public let hasRunningCost: Bool

  /// From t, x and each segment of θ, one row a state, to f and L.
  let dynamics: Program<Double>
  private let terminal: TerminalProgram<Double>
  private let target: [Double]

  /// A problem without running cost.
  ///
  /// - Parameters:
  ///   - field: f.
  ///   - terminal: Φ, which may have no parameters.
  ///   - target: the target that Φ is told; as many numbers as it takes.
  ///   - admissible: Θ.
  /// - Precondition: dimensions agree, parameters have at most one axis, and rows do not depend on one
  ///   another.
  public init(
    field: some ControlledField, terminal: some TerminalCost, target: [Double] = [],
    admissible: AdmissibleSet = .free
  ) {
    self.init(
      field: field, cost: nil as Weightless?, terminal: terminal, target: target,
      admissible: admissible)
  }

  /// A problem with a running cost; as ``init(field:terminal:target:admissible:)``.
  public init(
    field: some ControlledField, runningCost: some RunningCost, terminal: some TerminalCost,
    target: [Double] = [], admissible: AdmissibleSet = .free
  ) {
    self.init(
      field: field, cost: runningCost, terminal: terminal, target: target, admissible: admissible)
  }

  private init<Field: ControlledField, Cost: RunningCost>(
    field: Field, cost: Cost?, terminal: some TerminalCost, target: [Double],
    admissible: AdmissibleSet
  ) {
    precondition(
      field.dimension == terminal.dimension && target.count == terminal.targetDimension
        && terminal.parameters.count == 0,
      "a field of dimension \(field.dimension), a terminal cost of \(terminal.dimension) with "
        + "\(terminal.parameters.count) parameters, and \(target.count) of "
        + "\(terminal.targetDimension) numbers of a target")
    precondition(
      field.parameters.segments.allSatisfy { $0.shape.count <= 1 && $0.count > 0 },
      "parameters \(field.parameters.segments.map(\.shape)): each state has its own, so that they "
        + "are single numbers or vectors")
    if let defect = admissible.defect { preconditionFailure(defect) }
    dimension = field.dimension
    parameters = field.parameters
    hasRunningCost = cost != nil
    self.admissible = admissible
    self.terminal = TerminalProgram(terminal)
    self.target = target
    let rows = Extents.rows
    let states = [rows, field.dimension]
    let shapes = [[rows, 1], states] + field.parameters.segments.map { [rows, $0.count] }
    let graph = Graph(inputs: shapes) { inputs in
      let theta = Parameters(Array(inputs.dropFirst(2)))
      let velocity = field.velocity(at: inputs[0], inputs[1], theta).broadcast(like: inputs[1])
      guard let cost else { return [velocity] }
      let rate = cost.rate(at: inputs[0], inputs[1], theta)
      let column = rate.shape == [rows] ? rate.reshaped(to: [rows, 1]) : rate
      return [velocity, column.broadcast(like: inputs[0])]
    }
    precondition(
      graph.isRowWise && graph.outputShapes[0] == states,
      "\(Field.self) takes the parameters of states together: use them element by element")
    dynamics = Program(graph)
  }

  /// Φ at states; shape `[rows, dimension]` to `[rows]`.
  public func terminalCosts(_ x: Tensor<Double>) -> Tensor<Double> {
    let rows = x.shape[0]
    let targets = Tensor((0..<rows).flatMap { _ in target }, shape: [rows, target.count])
    return terminal.graph([x, targets])[0].reshaped(to: [rows])
  }

  private struct Weightless: RunningCost {
    func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A { .constant(0) }
  }
}
