/// The order in which steps are taken, kept and taken again under a ``CheckpointPlan``.
///
/// It knows where the checkpoints in use lie, and nothing of their memory. A tape that ends at a step
/// is reached by moves: checkpoints put down one behind the other, then a walk to where the tape
/// begins, and the tape.
struct CheckpointSchedule {
  /// What is done next.
  enum Move: Equatable {
    /// The steps are taken from the last checkpoint on, and the state behind them is a checkpoint.
    case keep(Range<Int>)
    /// The steps of `walk`, none perhaps, are taken from the last checkpoint on, and those of `tape`
    /// behind them with their tape.
    case record(walk: Range<Int>, tape: Range<Int>)
  }

  let plan: CheckpointPlan
  /// The steps that begin at the checkpoints in use: 0, then others, ever later.
  private var starts: [Int] = [0]

  init(_ plan: CheckpointPlan) {
    self.plan = plan
    starts.reserveCapacity(plan.checkpoints + 1)
  }

  /// The place of the last checkpoint in use, from 0.
  var last: Int { starts.count - 1 }

  /// Forgets all checkpoints but the first state.
  mutating func begin() { starts.removeLast(starts.count - 1) }

  /// The next move on the way to the tape that ends before a step.
  ///
  /// Checkpoints from which nothing is to be transposed any more are given up.
  mutating func move(to end: Int) -> Move {
    while let start = starts.last, start >= end { starts.removeLast() }
    let start = starts[last]
    guard end - start > plan.tapedSteps else {
      return .record(walk: start..<start, tape: start..<end)
    }
    let free = plan.checkpoints - last
    let next = start + plan.split(end - start, free: free)
    guard end - next > plan.tapedSteps else {
      return .record(walk: start..<next, tape: next..<end)
    }
    starts.append(next)
    return .keep(start..<next)
  }
}
