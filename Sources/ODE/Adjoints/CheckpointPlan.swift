/// How much of a flow of equal steps is kept for its transpose: the tape of a few steps at once, and
/// states from which the tape of the others is made again.
///
/// A step's *tape* is what its transpose reads: the states of its stages and the residuals of their
/// linearizations. A *checkpoint* is the state a step begins with, alone. With the tape of t steps
/// and c checkpoints besides the first state, the transpose of
///
///     β_t(c, r) = t (c + 1 + r)! / ((c + 1)! r!)
///
/// steps repeats none of them more than r times without keeping its tape: β_t(c, r) =
/// β_t(c, r − 1) + β_t(c − 1, r), since a checkpoint is put where the steps before it can bear one
/// repetition less and the steps behind it one checkpoint less. Of l steps, with the least r such
/// that β_t(c, r) ≥ l,
///
///     r l − Σ_{j < r} β_t(c, j)
///
/// are repeated, and no other places for c checkpoints repeat fewer. Schedules that are free to keep
/// the tape of any step at any time repeat no fewer either while r is 1.
///
/// > Source: Griewank & Walther, ACM Transactions on Mathematical Software 26 (2000), for t = 1.
public struct CheckpointPlan: Sendable, Hashable {
  /// The steps of the flow.
  public let steps: Int
  /// The steps whose tape is kept at once.
  public let tapedSteps: Int
  /// The states kept at once besides the first one.
  public let checkpoints: Int

  /// A plan; of no more tapes and checkpoints than the steps can use.
  ///
  /// - Precondition: there is at least one step, and room for one step's tape.
  public init(steps: Int, tapedSteps: Int, checkpoints: Int) {
    precondition(steps >= 1, "a flow takes at least one step, not \(steps)")
    precondition(
      tapedSteps >= 1 && checkpoints >= 0,
      "a tape of \(tapedSteps) steps and \(checkpoints) checkpoints")
    self.steps = steps
    self.tapedSteps = min(tapedSteps, steps)
    self.checkpoints = min(checkpoints, max(steps - self.tapedSteps - 1, 0))
  }

  /// The plan that keeps all tapes and repeats nothing.
  public static func everything(steps: Int) -> CheckpointPlan {
    CheckpointPlan(steps: steps, tapedSteps: steps, checkpoints: 0)
  }

  /// The plan that repeats the fewest steps within a budget; nil when not even the tape of one step
  /// fits.
  ///
  /// - Parameters:
  ///   - steps: the steps of the flow.
  ///   - tapeBytes: the bytes of one step's tape.
  ///   - stateBytes: the bytes of a checkpoint.
  ///   - bytes: the budget for tapes and checkpoints.
  public init?(steps: Int, tapeBytes: Int, stateBytes: Int, within bytes: Int) {
    guard bytes >= tapeBytes else { return nil }
    let most = min(steps, tapeBytes > 0 ? bytes / tapeBytes : steps)
    var best = CheckpointPlan(steps: steps, tapedSteps: most, checkpoints: 0)
    for taped in stride(from: most, through: 1, by: -1) {
      // A step without a tape is repeated at least once: shorter tapes can be no better.
      if steps - taped >= best.repeatedSteps { break }
      let left = bytes - taped * tapeBytes
      let plan = CheckpointPlan(
        steps: steps, tapedSteps: taped, checkpoints: stateBytes > 0 ? left / stateBytes : steps)
      if plan.repeatedSteps < best.repeatedSteps { best = plan }
    }
    self = best
  }

  /// Whether all tapes are kept.
  public var keepsEverything: Bool { tapedSteps == steps }

  /// The steps that one transpose takes again, each counted as often as it is taken without keeping
  /// its tape before it is taken with it.
  public var repeatedSteps: Int {
    var length = tapedSteps
    var total = 0
    var r = 0
    while length < steps {
      total += length
      r += 1
      length = CheckpointPlan.grown(length, checkpoints, r)
    }
    return r * steps - total
  }

  /// The steps behind which the next checkpoint is put.
  ///
  /// - Parameters:
  ///   - steps: the steps to be transposed, more than have a tape at once.
  ///   - free: the checkpoints that are not in use.
  /// - Returns: as many that both parts together repeat the fewest steps.
  func split(_ steps: Int, free: Int) -> Int {
    // β(free, r − 1), β(free, r) and β(free − 1, r − 1).
    var (shorter, length, behind) = (tapedSteps, tapedSteps, tapedSteps)
    var r = 0
    while length < steps {
      if r > 0 { behind = CheckpointPlan.grown(behind, free - 1, r) }
      r += 1
      shorter = length
      length = CheckpointPlan.grown(length, free, r)
    }
    return min(shorter, steps - behind)
  }

  /// β(c, r) from β(c, r − 1); as large as can be where it is larger than any number of steps.
  private static func grown(_ length: Int, _ checkpoints: Int, _ r: Int) -> Int {
    let (product, overflow) = length.multipliedReportingOverflow(by: checkpoints + 1 + r)
    return overflow ? .max : product / r
  }
}
