import Optimization
import Testing

/// The tables are optax 0.2.8's `cosine_decay_schedule(0.1, 100, 0.1)` and
/// `exponential_decay(0.1, 30, 0.5)`, with and without `staircase=True`.
@Suite struct LearningRateScheduleTests {
  static let steps = [0, 1, 29, 30, 50, 99, 100, 150]
  static let table: [(LearningRateSchedule, [Double])] = [
    (
      .cosine(from: 0.1, over: 100, finalFraction: 0.1),
      [
        0.1, 0.09997779521645793, 0.08258081741438394, 0.0814503363531613, 0.05500000000000001,
        0.010022204783542078, 0.010000000000000002, 0.010000000000000002,
      ]
    ),
    (
      .staircase(from: 0.1, factor: 0.5, every: 30),
      [0.1, 0.1, 0.1, 0.05, 0.05, 0.0125, 0.0125, 0.003125]
    ),
    (
      .exponential(from: 0.1, factor: 0.5, over: 30),
      [
        0.1, 0.0977159968434246, 0.05116869459983875, 0.05, 0.03149802624737183,
        0.010153154954452945, 0.009921256574801246, 0.003125,
      ]
    ),
    (0.25, Array(repeating: 0.25, count: 8)),
  ]

  @Test(arguments: table)
  func `rates are those of the table`(schedule: LearningRateSchedule, rates: [Double]) {
    for (step, rate) in zip(Self.steps, rates) {
      #expect(abs(schedule.rate(at: step) - rate) <= 5e-16, "step \(step)")
    }
  }

  @Test(arguments: table.map { $0.0 })
  func `a warm-up rises in equal steps, then the schedule begins`(schedule: LearningRateSchedule) {
    let warm = schedule.warmedUp(over: 8)
    for step in 0..<8 {
      #expect(warm.rate(at: step) == schedule.rate(at: 0) * Double(step + 1) / 8)
    }
    for step in [0, 1, 50, 200] {
      #expect(warm.rate(at: 8 + step) == schedule.rate(at: step))
    }
    #expect(schedule.warmedUp(over: 0) == schedule)
  }
}
