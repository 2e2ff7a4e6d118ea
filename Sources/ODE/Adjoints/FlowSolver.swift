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
  ///   - memory: what a flow of equal steps may take when they are.
  /// - Returns: the flow.
  public func makeFlow<Element: Scalar>(
    _ program: HamiltonianProgram<Element>, rows: Int, keepsTape: Bool,
    memory: MemoryBudget = .automatic
  ) -> any DifferentiableFlow<Element> {
    switch self {
    case .fixed(let scheme) where scheme.coupling != nil:
      return ReversibleFlow(program, scheme: scheme, rows: rows)
    case .fixed(let scheme) where scheme.method.isComposition:
      return CompositionFlow(program, scheme: scheme, rows: rows, keepsSteps: keepsTape)
    case .fixed(let scheme) where scheme.method.tableau == nil:
      return StagedFlow(
        program, scheme: scheme, rows: rows, keepsTape: keepsTape, memory: memory)
    case .fixed(let scheme):
      return DiscreteFlow(
        program, scheme: scheme, rows: rows, keepsTape: keepsTape, memory: memory)
    case .adaptive(let scheme):
      guard keepsTape else {
        return AdaptiveFlow(program, scheme: scheme, rows: rows, keepsSteps: false)
      }
      switch scheme.adjoint {
      case .discrete where scheme.method.tableau == nil:
        return StagedAdaptiveFlow(program, scheme: scheme, rows: rows)
      case .discrete: return AdaptiveFlow(program, scheme: scheme, rows: rows)
      case .costate: return CostateFlow(program, scheme: scheme, rows: rows)
      case .interpolating, .backsolve:
        return AugmentedCostateFlow(program, scheme: scheme, rows: rows)
      }
    }
  }

  /// The bytes that ``makeFlow(_:rows:keepsTape:memory:)``'s flow will take.
  ///
  /// Flows of adaptive steps take more as they are solved, of which there is no telling before: these
  /// are the bytes of one step. ``mostBytes(_:rows:keepsTape:memory:steps:)`` bounds them all.
  public func bytes<Element: Scalar>(
    _ program: HamiltonianProgram<Element>, rows: Int, keepsTape: Bool,
    memory: MemoryBudget = .automatic
  ) -> Int {
    switch self {
    case .fixed(let scheme) where scheme.coupling != nil:
      return ReversibleFlow.bytes(program, scheme: scheme, rows: rows)
    case .fixed(let scheme) where scheme.method.isComposition:
      return CompositionFlow.bytes(program, scheme: scheme, rows: rows, keepsSteps: keepsTape)
    case .fixed(let scheme) where scheme.method.tableau == nil:
      return StagedFlow.bytes(
        program, scheme: scheme, rows: rows, keepsTape: keepsTape, memory: memory)
    case .fixed(let scheme):
      return DiscreteFlow.bytes(
        program, scheme: scheme, rows: rows, keepsTape: keepsTape, memory: memory)
    case .adaptive(let scheme) where scheme.method.tableau == nil:
      return StagedFlow.bytes(program, scheme: oneStep, rows: rows, keepsTape: keepsTape)
    case .adaptive:
      return DiscreteFlow.bytes(program, scheme: oneStep, rows: rows, keepsTape: keepsTape)
    }
  }

  /// The bytes that one row of a flow of at most so many steps takes when all tapes are kept; of
  /// adaptive steps, one step's.
  public func tapeBytesPerRow<Element: Scalar>(
    _ program: HamiltonianProgram<Element>, steps: Int
  ) -> Int {
    let scheme = if case .fixed(let scheme) = self { scheme } else { oneStep }
    if scheme.coupling != nil { return ReversibleFlow.bytes(program, scheme: scheme, rows: 1) }
    if scheme.method.isComposition {
      return CompositionFlow.bytes(
        program, scheme: scheme.with(steps: min(scheme.steps, steps)), rows: 1)
    }
    if scheme.method.tableau == nil {
      return StagedFlow.bytes(
        program, scheme: scheme.with(steps: min(scheme.steps, steps)), rows: 1, memory: .everything)
    }
    return FlowLayout(program, scheme, rows: 1).count(.everything(steps: min(scheme.steps, steps)))
      * MemoryLayout<Element>.stride
  }

  /// The bytes of the smallest budget with which a flow can be transposed.
  public func leastBytes<Element: Scalar>(
    _ program: HamiltonianProgram<Element>, rows: Int
  ) -> Int {
    let scheme = if case .fixed(let scheme) = self { scheme } else { oneStep }
    if scheme.coupling != nil { return ReversibleFlow.bytes(program, scheme: scheme, rows: rows) }
    if scheme.method.isComposition {
      return CompositionFlow.bytes(program, scheme: scheme, rows: rows)
    }
    if scheme.method.tableau == nil {
      return StagedFlow.leastBytes(program, scheme: scheme, rows: rows)
    }
    return DiscreteFlow.leastBytes(program, scheme: scheme, rows: rows)
  }

  /// One step of the solver, as the memory for adaptive ones is counted.
  private var oneStep: FlowScheme {
    switch self {
    case .fixed(let scheme): FlowScheme(method: scheme.method, steps: 1, control: scheme.control)
    case .adaptive(let scheme): FlowScheme(method: scheme.method, steps: 1, control: scheme.control)
    }
  }
}
