import Calculus
import Tensors

/// What a staged flow takes of memory.
struct StagedLayout {
  /// The bytes of one state of all rows.
  let stateBytes: Int
  /// The bytes of everything but states that are kept, without and with derivatives.
  private let fixed: (forward: Int, transposed: Int)

  init<Element: Scalar>(
    _ program: HamiltonianProgram<Element>, _ stages: StageScheme, rows: Int
  ) {
    stateBytes = StagedFlow.stateCount(program, rows: rows) * MemoryLayout<Element>.stride
    let steps = StageSteps<Element>.bytes(program.hamiltonian, stages, rows: rows)
    let others =
      2 * stateBytes + StageControl<Element>.count(program.parameters.count)
      * MemoryLayout<Element>.stride + 3 * max(rows, 1) * MemoryLayout<Double>.stride
    fixed = (steps.forward + others, steps.forward + steps.pullback + others)
  }

  /// The states that a flow keeps under a plan: cotangents, the last, two in turn, and the plan's.
  static func keptStates(_ plan: CheckpointPlan?) -> Int {
    5 + (plan.map { $0.checkpoints + $0.tapedSteps } ?? 0)
  }

  /// The bytes of a flow under a plan.
  func bytes(_ plan: CheckpointPlan?, transposes: Bool) -> Int {
    (transposes ? fixed.transposed : fixed.forward) + StagedLayout.keptStates(plan) * stateBytes
  }

  /// The plan within a budget; nil when there is none.
  func plan(steps: Int, _ budget: MemoryBudget, _ stride: Int) -> CheckpointPlan? {
    let everything = CheckpointPlan.everything(steps: steps)
    let limit =
      switch budget {
      case .everything: Int.max
      case .bytes(let bytes): bytes
      case .automatic:
        max(
          24 << 20,
          2 * bytes(CheckpointPlan(steps: steps, tapedSteps: 1, checkpoints: 0), transposes: true))
      }
    if bytes(everything, transposes: true) <= limit { return everything }
    let others = fixed.transposed + StagedLayout.keptStates(nil) * stateBytes
    return CheckpointPlan(
      steps: steps, tapeBytes: stateBytes, stateBytes: stateBytes, within: max(limit - others, 0))
  }
}
