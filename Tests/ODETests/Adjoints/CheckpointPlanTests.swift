import Testing

@testable import ODE

@Suite struct CheckpointPlanTests {
  /// The fewest steps that are taken again, by trying every place for every checkpoint.
  private struct BruteForce {
    let tapedSteps: Int
    private var known: [[Int]: Int] = [:]

    init(tapedSteps: Int) { self.tapedSteps = tapedSteps }

    mutating func repeated(_ steps: Int, _ checkpoints: Int) -> Int {
      if steps <= tapedSteps { return 0 }
      if let known = known[[steps, checkpoints]] { return known }
      var best = Int.max
      for k in 1..<steps {
        guard steps - k <= tapedSteps || checkpoints > 0 else { continue }
        let behind = repeated(steps - k, checkpoints - 1)
        best = min(best, k + repeated(k, checkpoints) + behind)
      }
      known[[steps, checkpoints]] = best
      return best
    }
  }

  /// The closed form is the minimum over all places of the checkpoints.
  @Test(arguments: 1...5) func repeatedStepsAreTheFewest(tapedSteps: Int) {
    var force = BruteForce(tapedSteps: tapedSteps)
    for steps in 1...60 {
      for checkpoints in 0...6 {
        let plan = CheckpointPlan(steps: steps, tapedSteps: tapedSteps, checkpoints: checkpoints)
        #expect(plan.repeatedSteps == force.repeated(steps, checkpoints))
      }
    }
  }

  /// With a tape of one step and c checkpoints, (c + 1 + r)! / ((c + 1)! r!) steps are repeated at
  /// most r times: the numbers of the table by Griewank and Walther.
  @Test(arguments: [
    (checkpoints: 0, r: 3, steps: 4), (checkpoints: 1, r: 3, steps: 10),
    (checkpoints: 3, r: 2, steps: 15), (checkpoints: 2, r: 5, steps: 56),
  ])
  func stepsAreBinomial(_ item: (checkpoints: Int, r: Int, steps: Int)) {
    func repeated(_ steps: Int) -> Int {
      CheckpointPlan(steps: steps, tapedSteps: 1, checkpoints: item.checkpoints).repeatedSteps
    }
    // One more step costs r repetitions up to that number, and r + 1 behind it.
    #expect(repeated(item.steps) - repeated(item.steps - 1) == item.r)
    #expect(repeated(item.steps + 1) - repeated(item.steps) == item.r + 1)
  }

  /// Of all tapes and checkpoints within a budget, the plan has the best.
  @Test(arguments: [(tape: 20, state: 1), (tape: 5, state: 1), (tape: 7, state: 3), (4, 4)])
  func planIsTheBestWithinItsBudget(_ bytes: (tape: Int, state: Int)) {
    for steps in [1, 2, 3, 10, 37, 200] {
      for budget in stride(from: 0, through: 60 * bytes.tape, by: 3) {
        let plan = CheckpointPlan(
          steps: steps, tapeBytes: bytes.tape, stateBytes: bytes.state, within: budget)
        guard let plan else {
          #expect(budget < bytes.tape)
          continue
        }
        #expect(plan.tapedSteps * bytes.tape + plan.checkpoints * bytes.state <= budget)
        let all = (1...(budget / bytes.tape)).map { taped in
          CheckpointPlan(
            steps: steps, tapedSteps: taped,
            checkpoints: (budget - taped * bytes.tape) / bytes.state
          ).repeatedSteps
        }
        #expect(plan.repeatedSteps == all.min())
      }
    }
  }

  /// Schedules that may tape any step and keep any state, as long as there is memory: by dynamic
  /// programming over both, what follows a taped step counted as kept for nothing.
  private struct AnySchedule {
    let tape: Int
    let state: Int
    private var known: [[Int]: Int] = [:]

    init(tape: Int, state: Int) {
      self.tape = tape
      self.state = state
    }

    /// The steps taken, without and with a tape, when so many bytes are free.
    mutating func taken(_ steps: Int, _ bytes: Int) -> Int? {
      if steps * tape <= bytes { return steps }
      guard bytes >= tape else { return nil }
      if let known = known[[steps, bytes]] { return known }
      var best = taken(steps - 1, bytes - tape).map { $0 + 1 } ?? .max
      for k in 1..<steps {
        guard let before = taken(k, bytes) else { continue }
        let fits = (steps - k) * tape <= bytes
        if let behind = fits ? steps - k : taken(steps - k, bytes - state) {
          best = min(best, k + before + behind)
        }
      }
      known[[steps, bytes]] = best
      return best
    }
  }

  /// Freer schedules, with tapes of any steps at any time, are no shorter as long as no step is
  /// repeated twice, and little shorter with less memory than that.
  @Test(arguments: [(tape: 20, state: 1, gap: 1.102), (tape: 5, state: 1, gap: 1.151)])
  func freerSchedulesAreHardlyShorter(_ item: (tape: Int, state: Int, gap: Double)) {
    var any = AnySchedule(tape: item.tape, state: item.state)
    for steps in [10, 24, 40] {
      for budget in stride(from: item.tape, through: steps * item.tape, by: item.tape / 2) {
        let plan = CheckpointPlan(
          steps: steps, tapeBytes: item.tape, stateBytes: item.state, within: budget)
        guard let plan, let taken = any.taken(steps, budget) else {
          Issue.record("no plan of \(steps) steps within \(budget)")
          continue
        }
        let ours = steps + plan.repeatedSteps
        #expect(taken <= ours)
        if plan.repeatedSteps < steps {
          #expect(taken == ours)
        } else {
          #expect(Double(ours) <= item.gap * Double(taken))
        }
      }
    }
  }

  @Test func longFlowsArePlannedToo() {
    let plan = CheckpointPlan(
      steps: 1_000_000, tapeBytes: 1000, stateBytes: 10, within: 1_000_000)
    #expect((plan?.repeatedSteps ?? 0) < 2_000_000)
    // A tape of one step and nothing else: all steps before it again, each time.
    let least = CheckpointPlan(steps: 1_000_000, tapedSteps: 1, checkpoints: 0)
    #expect(least.repeatedSteps == 999_999 * 500_000)
  }
}
