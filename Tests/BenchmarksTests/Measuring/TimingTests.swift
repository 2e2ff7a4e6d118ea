import Benchmarks
import Synchronization
import Testing

@Suite struct TimingTests {
  @Test func statisticsAreThoseOfSortedTimes() {
    let timing = Timing([5, 1, 3, 2, 4], processorTimes: [9, 8, 0.5, 7, 6])
    #expect(timing.median == 3 && timing.minimum == 1 && timing.count == 5)
    #expect(timing.lowerQuartile == 2 && timing.upperQuartile == 4)
    #expect(timing.processorMinimum == 0.5)
    let even = Timing([4, 1], processorTimes: [1, 1])
    #expect(even.median == 2.5 && even.lowerQuartile == 1.75)
  }

  /// A body that takes a quarter of a second is run until there are the seconds and the runs asked
  /// for, after two runs that do not count.
  @Test(arguments: [(1.0, 7), (3.0, 12)])
  func plansSayWhenToStop(_ seconds: Double, _ expected: Int) {
    var calls = 0
    let clock = HandClock()
    let timing = Timing(TimingPlan(seconds: seconds), clock.instruments) {
      calls += 1
      clock.advance(0.25)
    }
    #expect(timing.count == expected)
    #expect(calls == expected + 2)
    #expect(timing.median == 0.25 && timing.processorMinimum == 0.125)
  }
}

/// A clock that is moved by hand; a processor works half of the time.
final class HandClock: Sendable {
  private let quarters = Atomic<Int>(0)

  func advance(_ seconds: Double) {
    quarters.add(Int(seconds * 4), ordering: .relaxed)
  }

  private var seconds: Double { Double(quarters.load(ordering: .relaxed)) / 4 }

  var instruments: Instruments {
    Instruments(
      clock: { self.seconds }, processorClock: { self.seconds / 2 },
      beginMemory: { 1000 }, peakMemory: { 1000 + 4_194_304 })
  }
}
