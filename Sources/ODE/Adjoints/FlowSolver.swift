public import Calculus
public import Tensors

/// How a flow is solved and differentiated: knobs, without state.
public enum FlowSolver: Sendable {
  /// Equal steps, and their exact transpose.
  case fixed(FlowScheme)
  /// Each row's own steps, and the adjoint that the scheme names.
  case adaptive(AdaptiveScheme)

  /// How the parameters depend on time.
  public var control: ControlShape {
    switch self {
    case .fixed(let scheme): scheme.control
    case .adaptive(let scheme): scheme.control
    }
  }

  /// The times at which the flow begins and ends.
  public var span: TimeSpan {
    switch self {
    case .fixed(let scheme): TimeSpan(from: scheme.start, to: scheme.end)
    case .adaptive(let scheme): scheme.span
    }
  }

  /// Makes a solver for one thread and blocks of at most `rows` rows.
  ///
  /// - Parameters:
  ///   - program: the field.
  ///   - rows: the largest number of rows of a solve.
  ///   - keepsTape: whether solves are to be followed by pullbacks.
  /// - Returns: the flow.
  public func makeFlow<Element: Scalar>(
    _ program: HamiltonianProgram<Element>, rows: Int, keepsTape: Bool
  ) -> any DifferentiableFlow<Element> {
    switch self {
    case .fixed(let scheme):
      return DiscreteFlow(program, scheme: scheme, rows: rows, keepsTape: keepsTape)
    case .adaptive(let scheme):
      guard scheme.adjoint == .costate && keepsTape else {
        return AdaptiveFlow(program, scheme: scheme, rows: rows, keepsSteps: keepsTape)
      }
      return CostateFlow(program, scheme: scheme, rows: rows)
    }
  }

  /// The bytes that one row of a solve with its tape takes; of adaptive steps, for one step.
  public func bytesPerRow<Element: Scalar>(_ program: HamiltonianProgram<Element>) -> Int {
    switch self {
    case .fixed(let scheme):
      return DiscreteFlow.bytes(program, scheme: scheme, rows: 1)
    case .adaptive(let scheme):
      let step = FlowScheme(method: scheme.method, steps: 1, control: scheme.control)
      return DiscreteFlow.bytes(program, scheme: step, rows: 1)
    }
  }
}
