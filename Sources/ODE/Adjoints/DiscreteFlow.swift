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
/// to rounding. One object serves one thread and one block of rows at a time; nothing is allocated
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
  /// The rows of the last solve.
  private(set) var solvedRows = 0
  public internal(set) var work = FlowWork()

  /// A flow with memory for solves of at most `rows` rows.
  ///
  /// - Parameters:
  ///   - program: the field.
  ///   - scheme: the method, its steps and the horizon.
  ///   - rows: the largest number of rows of a solve.
  ///   - keepsTape: whether solves keep what ``pullback(_:cost:into:)`` needs.
  public init(
    _ program: HamiltonianProgram<Element>, scheme: FlowScheme, rows: Int, keepsTape: Bool = true
  ) {
    self.program = program
    self.scheme = scheme
    self.rows = rows
    evaluator = program.makeEvaluator(rows: rows)
    control = ControlReader(shape: scheme.control, parameterCount: program.parameters.count)
    memory = FlowMemory(program, scheme, rows: rows, keepsTape: keepsTape)
  }

  /// The bytes that a flow with a tape over so many rows takes, without workspaces.
  public static func bytes(
    _ program: HamiltonianProgram<Element>, scheme: FlowScheme, rows: Int
  ) -> Int {
    FlowMemory.count(program, scheme, rows: rows, keepsTape: true) * MemoryLayout<Element>.stride
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
  public func solve(
    from x0: UnsafePointer<Element>, count: Int
  ) -> (states: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>) {
    precondition(count <= rows, "\(count) rows in a flow made for \(rows)")
    solvedRows = count
    Element.transpose(x0, rows: count, columns: program.dimension, to: memory.state(step: 0))
    Element.fill(memory.cost, with: 0, count: count)
    for step in 0..<scheme.steps { advance(step, count) }
    work = FlowWork()
    work.forwardEvaluations = scheme.evaluations * count
    work.steps = scheme.steps * count
    Element.transpose(
      memory.state(step: scheme.steps), rows: program.dimension, columns: count, to: memory.turned)
    return (memory.turned, memory.cost)
  }

  /// One step of the method.
  private func advance(_ step: Int, _ count: Int) {
    let x = memory.state(step: step)
    for stage in 0..<scheme.stageCount {
      if stage > 0 {
        combine(
          count, x, memory.weights.stage(stage), memory.velocities, to: memory.stage(step, stage))
      }
      evaluate(step, stage, count)
    }
    combine(count, x, memory.weights.step, memory.velocities, to: memory.state(step: step + 1))
  }

  private func evaluate(_ step: Int, _ stage: Int, _ count: Int) {
    setTime(step, stage, count)
    let x = memory.stage(step, stage)
    let k = memory.velocity(stage)
    if let residuals = memory.residuals(step, stage) {
      evaluator.linearize(
        count, t: memory.t, x: x, velocity: k, cost: memory.rate, residuals: residuals)
    } else {
      evaluator.evaluate(count, t: memory.t, x: x, velocity: k, cost: memory.rate)
    }
    guard program.hasRunningCost else { return }
    Element.scaleAdd(
      memory.weights.step[stage], memory.rate, 1, to: memory.cost, count: count)
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
