import Testing

@testable import ODE

@Suite struct CheckpointScheduleTests {
  /// A machine that does what the schedule says, and notes what would go wrong.
  private struct Machine {
    var schedule: CheckpointSchedule
    /// The steps that begin at the checkpoints in memory.
    var checkpoints: [Int] = [0]
    var taken = 0
    var faults: [String] = []

    init(_ plan: CheckpointPlan) { schedule = CheckpointSchedule(plan) }

    /// Makes the tape that ends before a step.
    mutating func tape(to end: Int) -> Range<Int> {
      while true {
        let move = schedule.move(to: end)
        switch move {
        case .keep(let steps):
          checkpoints = Array(checkpoints.prefix(schedule.last))
          if checkpoints.last != steps.lowerBound { faults.append("\(move) from nowhere") }
          checkpoints.append(steps.upperBound)
          let most = schedule.plan.checkpoints + 1
          if checkpoints.count > most { faults.append("too many: \(move)") }
          taken += steps.count
        case .record(let walk, let tape):
          checkpoints = Array(checkpoints.prefix(schedule.last + 1))
          let begins = checkpoints.last == walk.lowerBound && walk.upperBound == tape.lowerBound
          if !begins { faults.append("\(move) from nowhere") }
          if tape.isEmpty || tape.count > schedule.plan.tapedSteps || tape.upperBound != end {
            faults.append("\(move) to \(end)")
          }
          taken += walk.count + tape.count
          return tape
        }
      }
    }

    /// Takes all steps forwards and transposes them all.
    mutating func transpose() {
      var end = schedule.plan.steps
      while end > 0 { end = tape(to: end).lowerBound }
    }
  }

  /// Every step is transposed once, last steps first, from checkpoints that are there, and as many are
  /// taken again as the plan says: at the first transpose, and at a second one.
  @Test(arguments: 1...4) func stepsAreTransposedInTurn(tapedSteps: Int) {
    for steps in 1...50 {
      for checkpoints in 0...5 {
        let plan = CheckpointPlan(steps: steps, tapedSteps: tapedSteps, checkpoints: checkpoints)
        var machine = Machine(plan)
        machine.transpose()
        #expect(machine.taken == steps + plan.repeatedSteps)
        machine.transpose()
        #expect(machine.taken == 2 * (steps + plan.repeatedSteps))
        #expect(machine.faults == [])
      }
    }
  }

  /// A schedule that begins again has the first state alone.
  @Test func beginningForgetsCheckpoints() {
    let plan = CheckpointPlan(steps: 30, tapedSteps: 2, checkpoints: 3)
    var schedule = CheckpointSchedule(plan)
    let first = schedule.move(to: 30)
    #expect(schedule.last == 1)
    schedule.begin()
    #expect(schedule.last == 0)
    #expect(schedule.move(to: 30) == first)
  }
}
