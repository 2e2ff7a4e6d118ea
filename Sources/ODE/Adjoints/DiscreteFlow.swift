public import Calculus
public import Tensors

/// A flow solved with equal steps, together with the exact transpose of the steps it took.
///
/// The forward solve keeps each stage's state and what its pullback needs; the backward sweep is the
/// discrete costate recursion. With k_i = f(t_i, X_i), X_i = x + h Σ a_ij k_j and p the cotangent of
/// the step's result,
///
///     κ_i = h (b_i p + Σ_{j>i} a_ji v_j),   v_i = (∂f/∂x)ᵀ κ_i,   p ← p + Σ v_i,
///
/// and the parameters' cotangent is Σ (∂f/∂θ)ᵀ κ_i over all stages: the gradient of what was computed,
/// to rounding. Where not all stages may be kept, steps are taken again from ``plan``'s checkpoints,
/// by the same operations, so the gradient has the same bits. One object serves one thread and one block of rows at a time; nothing is allocated
/// after it is made. Inside, states lie with the batch last, `[dimension, count]`.
///
/// > Source: Hager, Numerische Mathematik 87 (2000), for the transposed method.
public final class DiscreteFlow<Element: Scalar>: DifferentiableFlow {
  /// The method, its steps and the horizon.
  public let scheme: FlowScheme
  /// The field.
  public let program: HamiltonianProgram<Element>
  /// The largest number of rows of a solve.
  public let rows: Int

  let evaluator: HamiltonianEvaluator<Element>
  let control: ControlReader<Element>
  let memory: FlowMemory<Element>
  /// What is kept for pullbacks; nil in a flow without them.
  public let plan: CheckpointPlan?
  var schedule: CheckpointSchedule?
  /// The control whose cotangent the evaluator gathers.
  var gathered: ControlMixture?
  /// The rows of the last solve.
  private(set) var solvedRows = 0
  public internal(set) var work = FlowWork()

  /// A flow with memory for solves of at most `rows` rows.
  ///
  /// - Parameters:
  ///   - program: the field.
  ///   - scheme: the method, its steps and the horizon.
  ///   - rows: the largest number of rows of a solve.
  ///   - keepsTape: whether solves keep what ``pullback(_:cost:into:horizon:)`` needs.
  ///   - budget: the memory that the flow may take when it does, its evaluator's with it.
  /// - Precondition: the budget has room for the tape of one step.
  public init(
    _ program: HamiltonianProgram<Element>, scheme: FlowScheme, rows: Int, keepsTape: Bool = true,
    memory budget: MemoryBudget = .automatic
  ) {
    self.program = program
    self.scheme = scheme
    self.rows = rows
    evaluator = program.makeEvaluator(rows: rows)
    control = ControlReader(shape: scheme.control, parameterCount: program.parameters.count)
    plan =
      keepsTape
      ? DiscreteFlow.checkedPlan(program, scheme: scheme, rows: rows, memory: budget) : nil
    schedule = plan.map(CheckpointSchedule.init)
    memory = FlowMemory(program, scheme, rows: rows, plan: plan)
  }

  /// Says where the control's nodes lie, in the shape `[nodes, parameters]`; call again when they
  /// have changed.
  public func setParameters(_ theta: UnsafePointer<Element>) {
    control.setNodes(theta)
  }

  /// Carries states along the flow.
  ///
  /// - Parameters:
  ///   - x0: the states at the beginning; shape `[count, dimension]`.
  ///   - count: the number of rows.
  /// - Returns: the states at the end, shape `[count, dimension]`, and the integral of the running
  ///   cost, shape `[count]`; borrowed until the next solve.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func solve(
    from x0: UnsafePointer<Element>, count: Int
  ) -> (states: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>) {
    precondition(count <= rows, "\(count) rows in a flow made for \(rows)")
    solvedRows = count
    Element.transpose(x0, rows: count, columns: program.dimension, to: memory.start)
    Element.fill(memory.cost, with: 0, count: count)
    if plan == nil {
      walk(0..<scheme.steps, count, from: memory.start, to: memory.result, addsCost: true)
    } else {
      memory.taped = 0..<0
      schedule?.begin()
      record(to: scheme.steps, count, addsCost: true)
    }
    work = FlowWork()
    work.forwardEvaluations = scheme.evaluations * count
    work.steps = scheme.steps * count
    Element.transpose(
      memory.result, rows: program.dimension, columns: count, to: memory.turned)
    return (memory.turned, memory.cost)
  }

  /// Sets the control and the time of a stage, where they are not what they were.
  func setTime(_ step: Int, _ stage: Int, _ count: Int) {
    let mixture = scheme.mixture(step: step, stage: stage)
    if !control.holds(mixture) { control.apply(mixture, to: evaluator) }
    guard program.dependsOnTime else { return }
    Element.fill(memory.t, with: Element(scheme.time(step: step, stage: stage)), count: count)
  }

  /// y = x + Σ w_i k_i.
  func combine(
    _ count: Int, _ x: UnsafePointer<Element>?, _ weights: UnsafeBufferPointer<Element>,
    _ k: UnsafePointer<UnsafePointer<Element>?>, to y: UnsafeMutablePointer<Element>
  ) {
    // The step size is in the weights: h is 1.
    guard let one = memory.weights.ones.baseAddress else { return }
    Element.combine(
      rows: count, columns: program.dimension, x, h: one, stepPerRow: false, weights: weights, k,
      to: y)
  }
}
