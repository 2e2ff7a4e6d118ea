import CAllocations
import Calculus
import Control
import ODE
import Tensors
import Testing

@Suite struct EnsembleMemoryTests {
  private static let setting = FlowClassifierProblem(dimension: 6, hidden: 20, batch: 700)

  /// Least memory times these, or all tapes.
  private static let shares: [Double?] = [1, 1.7, nil]

  private static func memory(
    _ share: Double?, _ problem: ControlProblem<Float>, threads: Int
  ) -> MemoryBudget {
    let least = EnsembleObjective.leastBytes(problem, threads: threads)
    return share.map { .bytes(Int($0 * Double(least))) } ?? .everything
  }

  /// Cost and gradient have the same bits with any memory, on any number of threads.
  @Test func bitsDoNotDependOnMemory() {
    let problem = Self.setting.problem(steps: 37, Float.self)
    let ensemble = Self.setting.ensemble(Float.self)
    let theta = Self.setting.initialParameters(Float.self)
    var known: (Double, Tensor<Float>)?
    for threads in [1, 2] {
      for share in Self.shares {
        let objective = EnsembleObjective(
          problem, pool: ForkJoinPool(threads: threads),
          memory: Self.memory(share, problem, threads: threads))
        var gradient = theta
        let value = objective.value(theta, over: ensemble, gradient: &gradient)
        if let known { #expect(value == known.0 && gradient == known.1) }
        known = (value, gradient)
        #expect((objective.work.repeatedEvaluations > 0) == (share != nil))
      }
    }
  }

  /// A budget is kept, and more threads take more.
  @Test(arguments: [1, 2, 5, 40]) func budgetsAreKept(threads: Int) {
    let problem = Self.setting.problem(steps: 400, Float.self)
    let least = EnsembleObjective.leastBytes(problem, threads: threads)
    #expect(least >= EnsembleObjective.leastBytes(problem, threads: 1))
    for bytes in stride(from: least, to: 40 * least, by: least / 3) {
      for rows in [1, 40, 700, 100_000] {
        let predicted = EnsembleObjective.predictedBytes(
          problem, threads: threads, rows: rows, costRows: rows, memory: .bytes(bytes))
        #expect(predicted <= bytes)
      }
    }
  }

  #if !DEBUG
  // The promise is that of release builds: unoptimised code was seen to make allocations of its own.
  /// What an objective allocates at its first cost and its first gradient is what was predicted.
  ///
  /// For a batch smaller than a block that is less.
  @Test(
    .enabled(if: allocations_are_counted() != 0),
    arguments: [(4, 700), (90, 700), (90, 30)], shares)
  func predictedBytesAreAllocated(_ size: (steps: Int, rows: Int), share: Double?) {
    let problem = Self.setting.problem(steps: size.steps, Float.self)
    let rows = size.rows
    let ensemble = FlowClassifierProblem(dimension: 6, hidden: 20, batch: rows)
      .ensemble(Float.self)
    let theta = Self.setting.initialParameters(Float.self)
    var gradient = theta
    let pool = ForkJoinPool(threads: 1)
    let memory = Self.memory(share, problem, threads: 1)
    let before = allocated_bytes_of_this_thread()
    let objective = EnsembleObjective(problem, pool: pool, memory: memory)
    _ = objective.value(theta, over: ensemble, gradient: &gradient)
    _ = objective.value(theta, over: ensemble)
    let allocated = Int(allocated_bytes_of_this_thread() - before)
    let predicted = objective.predictedBytes(rows: rows, costRows: rows)
    #expect(abs(allocated - predicted) < 24576)
  }
  #endif

  /// The same for threads together, in a process of its own.
  ///
  /// A thread allocates when it first has a
  /// block, so there are evaluations until all have had one; what was predicted is never exceeded.
  @Test(.enabled(if: allocations_are_counted() != 0))
  func predictedBytesAreAllocatedByAllThreads() async {
    await #expect(processExitsWith: .success) {
      let problem = EnsembleMemoryTests.setting.problem(steps: 300, Float.self)
      let ensemble = EnsembleMemoryTests.setting.ensemble(Float.self)
      let theta = EnsembleMemoryTests.setting.initialParameters(Float.self)
      var gradient = theta
      for threads in [2, 3] {
        let pool = ForkJoinPool(threads: threads)
        let before = allocated_bytes_of_all_threads()
        let objective = EnsembleObjective(problem, pool: pool, blockRows: 32)
        let predicted = objective.predictedBytes(rows: 700, costRows: 700)
        var allocated = 0
        for _ in 0..<100 where allocated < predicted - predicted / 100 {
          _ = objective.value(theta, over: ensemble, gradient: &gradient)
          _ = objective.value(theta, over: ensemble)
          allocated = Int(allocated_bytes_of_all_threads() - before)
        }
        #expect(abs(allocated - predicted) < predicted / 50)
      }
    }
  }

  @Test func tooLittleMemoryStops() async {
    await #expect(processExitsWith: .failure) {
      let problem = EnsembleMemoryTests.setting.problem(steps: 8, Float.self)
      let least = EnsembleObjective.leastBytes(problem, threads: 2)
      _ = EnsembleObjective(
        problem, pool: ForkJoinPool(threads: 2), memory: .bytes(least - 1))
    }
  }
}
