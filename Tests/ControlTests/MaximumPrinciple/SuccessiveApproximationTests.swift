import Calculus
import Control
import ODE
import Optimization
import Tensors
import Testing

@Suite struct SuccessiveApproximationTests {
  private static func start(seed: UInt64) -> Tensor<Double> {
    var stream = RandomStream(seed: seed)
    return 0.005 * Tensor<Double>.uniform(shape: [600], in: -1..<1, using: &stream)
  }

  /// A loss of 25 π²/3 - 10 + 1/2 over uniform x, when all states stay at x.
  @Test func lossOfTheIdentityIsKnown() {
    let rows = 2000
    let x = Tensor<Double>(
      (0..<rows).map { (row: Int) -> Double in
        let part = (Double(row) + 0.5) / Double(rows)
        return Double.pi * (2 * part - 1)
      })
    let ensemble = Ensemble(
      states: Tensor(stacking: (0..<5).map { _ in x }, along: 1),
      targets: x.sin().reshaped(to: [rows, 1]))
    let objective = EnsembleObjective(SineProblem.problem(decay: 0), pool: ForkJoinPool(threads: 1))
    let cost = objective.value(Tensor(repeating: 0, shape: [600]), over: ensemble)
    let known: Double = 25 * Double.pi * Double.pi / 3 - 9.5
    #expect(abs(cost - known) < 1e-4, "\(cost)")
  }

  #if !DEBUG
  /// From near zero, where gradient methods stay on a plateau: below 0.1 within 50 iterations and
  /// below 0.02 after 500, as the source's figure 1.
  @Test func extendedMethodEscapesTheZeroStart() {
    let rows = 100
    let ensemble = SineProblem.ensemble(rows: rows, seed: 1)
    let pool = ForkJoinPool(threads: 2)
    let trainer = SuccessiveApproximationTrainer(
      SineProblem.problem(decay: 1e-3),
      method: SuccessiveApproximations(
        augmentation: SuccessiveApproximations.residualNetworkPenalty(1, rows: rows, step: 0.25)),
      pool: pool)
    let loss = EnsembleObjective(SineProblem.problem(decay: 0), pool: pool)
    var theta = Self.start(seed: 7)
    var least = Double.infinity
    for _ in 0..<50 {
      _ = trainer.improve(&theta, over: ensemble)
      least = min(least, loss.value(theta, over: ensemble))
    }
    #expect(least < 0.1, "\(least)")
    for _ in 50..<500 { _ = trainer.improve(&theta, over: ensemble) }
    let last = loss.value(theta, over: ensemble)
    #expect(last < 0.02, "\(last)")
  }
  #endif

  /// The automatic penalty never lets the cost rise.
  @Test func automaticPenaltyIsMonotone() {
    let ensemble = SineProblem.ensemble(rows: 50, seed: 2)
    let trainer = SuccessiveApproximationTrainer(
      SineProblem.problem(decay: 1e-3), pool: ForkJoinPool(threads: 2))
    var theta = Self.start(seed: 3)
    var costs: [Double] = []
    for _ in 0..<12 { costs.append(trainer.improve(&theta, over: ensemble).cost) }
    for (before, after) in zip(costs, costs.dropFirst()) { #expect(after <= before, "\(costs)") }
    #expect(costs[11] < costs[0] / 10, "\(costs)")
  }

  /// The basic method is not: without penalties the cost rises.
  @Test func basicMethodIsNotMonotone() {
    let ensemble = SineProblem.ensemble(rows: 50, seed: 2)
    let trainer = SuccessiveApproximationTrainer(
      SineProblem.problem(decay: 1e-3), method: SuccessiveApproximations(augmentation: .none),
      pool: ForkJoinPool(threads: 1))
    var theta = Self.start(seed: 3)
    let costs = (0..<12).map { _ in trainer.improve(&theta, over: ensemble).cost }
    #expect(zip(costs, costs.dropFirst()).contains { $1 > $0 }, "\(costs)")
  }

  /// No bit depends on the threads.
  @Test func threadsDoNotMatter() {
    let ensemble = SineProblem.ensemble(rows: 100, seed: 4)
    let ends = [1, 2].map { threads in
      var theta = Self.start(seed: 5)
      let trainer = SuccessiveApproximationTrainer(
        SineProblem.problem(decay: 1e-3), pool: ForkJoinPool(threads: threads))
      for _ in 0..<3 { _ = trainer.improve(&theta, over: ensemble) }
      return theta.elements
    }
    #expect(ends[0] == ends[1])
  }
}
