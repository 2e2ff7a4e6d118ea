import Calculus
import Tensors

/// The numbers of elements that the parts of a discrete flow's memory take.
struct FlowLayout {
  /// A state of all rows.
  let state: Int
  /// A stage of a step with a tape: its state and its residuals.
  let stage: Int
  private let rows: Int
  private let stageCount: Int

  init<Element: Scalar>(
    _ program: HamiltonianProgram<Element>, _ scheme: FlowScheme, rows: Int
  ) {
    self.rows = rows
    state = rows * program.dimension
    stage = state + program.residualCount(rows: rows)
    stageCount = scheme.stageCount
  }

  /// The tape of one step.
  var tape: Int { stageCount * stage }

  /// All tapes that are kept at once; none without a plan.
  func tapeCount(_ plan: CheckpointPlan?) -> Int { (plan?.tapedSteps ?? 0) * tape }

  /// The first state and the checkpoints, where they are not the tape's.
  func checkpointCount(_ plan: CheckpointPlan?) -> Int {
    guard let plan else { return state }
    return plan.keepsEverything ? 0 : (plan.checkpoints + 1) * state
  }

  /// What steps without a tape need.
  func walkedCount(_ plan: CheckpointPlan?) -> Int {
    plan?.keepsEverything == true ? 0 : 3 * state
  }

  /// What is needed however much is kept: the result, velocities, cotangents, numbers of rows.
  private var fixed: Int { (2 * stageCount + 4) * state + 5 * rows + 64 }

  /// The memory of a flow under a plan, or of one that is not transposed.
  func count(_ plan: CheckpointPlan?) -> Int {
    tapeCount(plan) + checkpointCount(plan) + walkedCount(plan) + fixed
  }

  /// The plan that repeats the fewest steps when the memory has at most so many elements; nil when
  /// that is not enough for any.
  func plan(steps: Int, within count: Int) -> CheckpointPlan? {
    let everything = CheckpointPlan.everything(steps: steps)
    if self.count(everything) <= count { return everything }
    // With one step there is nothing to put checkpoints between.
    guard steps > 1 else { return nil }
    let least = self.count(CheckpointPlan(steps: steps, tapedSteps: 1, checkpoints: 0))
    guard least <= count else { return nil }
    // `least` has one tape and the first state in it.
    return CheckpointPlan(
      steps: steps, tapeBytes: tape, stateBytes: state, within: count - least + tape)
  }
}
