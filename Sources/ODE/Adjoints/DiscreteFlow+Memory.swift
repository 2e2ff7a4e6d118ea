public import Calculus
import Tensors

extension DiscreteFlow {
  /// What a flow keeps within a budget; nil when that has no room for the tape of one step.
  ///
  /// - Parameters:
  ///   - program: the field.
  ///   - scheme: the method, its steps and the horizon.
  ///   - rows: the largest number of rows of a solve.
  ///   - budget: the memory that the flow may take, its evaluator's with it.
  /// - Returns: the plan that repeats the fewest steps.
  public static func plan(
    _ program: HamiltonianProgram<Element>, scheme: FlowScheme, rows: Int,
    memory budget: MemoryBudget
  ) -> CheckpointPlan? {
    switch budget {
    case .everything: return .everything(steps: scheme.steps)
    case .bytes(let bytes): return plan(program, scheme, rows, within: bytes)
    case .automatic: return automaticPlan(program, scheme, rows)
    }
  }

  /// All tapes as long as they are short; otherwise a few, near the processor, if that repeats each
  /// step once at most.
  ///
  /// Measured on one core beside 32 MB of third-level cache. A field with 256 hidden units in 64
  /// dimensions takes a fifth longer with checkpoints than with all tapes, and 6 to 12 MB are as good
  /// as any: with 24 or 48 MB, less is repeated and more is fetched from memory, and it takes a
  /// twentieth longer. With 64 hidden units in two dimensions checkpoints cost 3 % within 6 MB, 8 %
  /// within 24 MB, and 15 % within 48 MB.
  private static func automaticPlan(
    _ program: HamiltonianProgram<Element>, _ scheme: FlowScheme, _ rows: Int
  ) -> CheckpointPlan? {
    let (near, most) = (8 << 20, 24 << 20)
    let everything = CheckpointPlan.everything(steps: scheme.steps)
    let layout = FlowLayout(program, scheme, rows: rows)
    if total(program, scheme, layout, rows, everything) <= most { return everything }
    if let plan = plan(program, scheme, rows, within: near), plan.repeatedSteps < scheme.steps {
      return plan
    }
    let least = leastBytes(program, scheme: scheme, rows: rows)
    return plan(program, scheme, rows, within: max(most, 2 * least))
  }

  private static func plan(
    _ program: HamiltonianProgram<Element>, _ scheme: FlowScheme, _ rows: Int, within bytes: Int
  ) -> CheckpointPlan? {
    let layout = FlowLayout(program, scheme, rows: rows)
    let everything = CheckpointPlan.everything(steps: scheme.steps)
    if total(program, scheme, layout, rows, everything) <= bytes { return everything }
    let one = CheckpointPlan(steps: scheme.steps, tapedSteps: 1, checkpoints: 0)
    let size = MemoryLayout<Element>.stride
    let others = total(program, scheme, layout, rows, one) - layout.count(one) * size
    return layout.plan(steps: scheme.steps, within: max(bytes - others, 0) / size)
  }

  /// The bytes that a flow will take, its evaluator's with it, before it is made.
  ///
  /// - Parameters:
  ///   - program: the field.
  ///   - scheme: the method, its steps and the horizon.
  ///   - rows: the largest number of rows of a solve.
  ///   - keepsTape: whether solves are to be followed by pullbacks.
  ///   - budget: the memory that the flow may take when they are.
  /// - Returns: the bytes.
  /// - Precondition: the budget has room for the tape of one step.
  public static func bytes(
    _ program: HamiltonianProgram<Element>, scheme: FlowScheme, rows: Int, keepsTape: Bool = true,
    memory budget: MemoryBudget = .automatic
  ) -> Int {
    let plan = keepsTape ? checkedPlan(program, scheme: scheme, rows: rows, memory: budget) : nil
    return total(program, scheme, FlowLayout(program, scheme, rows: rows), rows, plan)
  }

  /// The bytes of the smallest budget with which a flow can be transposed: of the tape of one step,
  /// every other step taken again from the first, or of all tapes, which take less where there is
  /// little to keep and stepping without a tape needs a workspace of its own.
  public static func leastBytes(
    _ program: HamiltonianProgram<Element>, scheme: FlowScheme, rows: Int
  ) -> Int {
    let layout = FlowLayout(program, scheme, rows: rows)
    let plans = [
      CheckpointPlan(steps: scheme.steps, tapedSteps: 1, checkpoints: 0),
      CheckpointPlan.everything(steps: scheme.steps),
    ]
    return plans.map { total(program, scheme, layout, rows, $0) }.min() ?? 0
  }

  /// The plan within a budget; stops with a sentence when there is none.
  static func checkedPlan(
    _ program: HamiltonianProgram<Element>, scheme: FlowScheme, rows: Int,
    memory budget: MemoryBudget
  ) -> CheckpointPlan {
    guard let plan = plan(program, scheme: scheme, rows: rows, memory: budget) else {
      let least = leastBytes(program, scheme: scheme, rows: rows)
      preconditionFailure("a memory of \(budget) for a flow over \(rows) rows that needs \(least)")
    }
    return plan
  }

  private static func total(
    _ program: HamiltonianProgram<Element>, _ scheme: FlowScheme, _ layout: FlowLayout, _ rows: Int,
    _ plan: CheckpointPlan?
  ) -> Int {
    let numbers = layout.count(plan) + ControlReader<Element>.count(program.parameters.count)
    let walks = plan?.keepsEverything != true
    return numbers * MemoryLayout<Element>.stride
      + program.evaluatorBytes(rows: rows, evaluates: walks, transposes: plan != nil)
      + FlowWeights<Element>.bytes(scheme)
  }
}
