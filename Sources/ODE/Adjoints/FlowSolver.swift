public import Calculus
public import Tensors

/// How a flow is solved and differentiated: knobs, without state.
public enum FlowSolver: Sendable {
  /// Equal steps, and their exact transpose.
  case fixed(FlowScheme)

  /// How the parameters depend on time.
  public var control: ControlShape {
    switch self {
    case .fixed(let scheme): scheme.control
    }
  }

  /// The times at which the flow begins and ends.
  public var horizon: (start: Double, end: Double) {
    switch self {
    case .fixed(let scheme): (scheme.start, scheme.end)
    }
  }

  /// Makes a solver for one thread and blocks of at most `rows` rows.
  public func makeFlow<Element: Scalar>(
    _ program: HamiltonianProgram<Element>, rows: Int, keepsTape: Bool
  ) -> any DifferentiableFlow<Element> {
    switch self {
    case .fixed(let scheme):
      DiscreteFlow(program, scheme: scheme, rows: rows, keepsTape: keepsTape)
    }
  }

  /// The bytes that one row of a solve with its tape takes.
  public func bytesPerRow<Element: Scalar>(_ program: HamiltonianProgram<Element>) -> Int {
    switch self {
    case .fixed(let scheme): DiscreteFlow.bytes(program, scheme: scheme, rows: 1)
    }
  }
}
