/// How long is timed.
public struct TimingPlan: Sendable, Equatable {
  /// The seconds of timed iterations, at least.
  public var seconds: Double
  /// The timed iterations, at least.
  public var leastCount = 7
  /// The timed iterations, at most.
  public var mostCount = 20_000
  /// The seconds after which three timed iterations are enough.
  public var mostSeconds = 40.0

  /// A plan.
  ///
  /// - Precondition: the seconds are finite and not negative.
  public init(seconds: Double = 1) {
    precondition(seconds >= 0 && seconds.isFinite, "timing for \(seconds) seconds")
    self.seconds = seconds
  }

  /// Whether so many iterations in so many seconds are enough.
  func isDone(_ count: Int, _ elapsed: Double) -> Bool {
    if count >= mostCount || (count >= 3 && elapsed > mostSeconds) { return true }
    return count >= leastCount && elapsed >= seconds
  }
}

/// What repeated runs took; seconds.
public struct Timing: Sendable, Equatable {
  /// The median.
  public let median: Double
  /// The shortest.
  public let minimum: Double
  /// The shortest time of the processors, which other work on the machine hardly changes; with
  /// several threads it is the sum over them.
  public let processorMinimum: Double
  /// A quarter of the runs took at most this.
  public let lowerQuartile: Double
  /// A quarter of the runs took at least this.
  public let upperQuartile: Double
  /// The number of runs.
  public let count: Int

  /// The statistics of some runs.
  ///
  /// - Parameters:
  ///   - times: what each took by the clock on the wall; seconds.
  ///   - processorTimes: what each took of the processors.
  /// - Precondition: there is at least one, and as many of both.
  public init(_ times: [Double], processorTimes: [Double]) {
    precondition(
      !times.isEmpty && times.count == processorTimes.count,
      "the statistics of \(times.count) times and \(processorTimes.count)")
    let sorted = times.sorted()
    processorMinimum = processorTimes.min() ?? .nan
    median = sorted.quantile(0.5)
    minimum = sorted[0]
    lowerQuartile = sorted.quantile(0.25)
    upperQuartile = sorted.quantile(0.75)
    count = sorted.count
  }

  /// Runs and times a closure after two runs that do not count.
  public init(_ plan: TimingPlan, _ instruments: Instruments, _ body: () -> Void) {
    body()
    body()
    var times: [Double] = []
    var processorTimes: [Double] = []
    let start = instruments.clock()
    var last = start
    repeat {
      let processorBegin = instruments.processorClock()
      let begin = instruments.clock()
      body()
      last = instruments.clock()
      times.append(last - begin)
      processorTimes.append(instruments.processorClock() - processorBegin)
    } while !plan.isDone(times.count, last - start)
    self.init(times, processorTimes: processorTimes)
  }
}

extension [Double] {
  /// The quantile of sorted numbers, linear between neighbours.
  func quantile(_ share: Double) -> Double {
    let place = share * Double(count - 1)
    let index = Swift.min(Int(place), count - 1)
    let next = Swift.min(index + 1, count - 1)
    return self[index] + (place - Double(index)) * (self[next] - self[index])
  }

  /// The median of numbers in any order; NaN of none.
  var median: Double { isEmpty ? .nan : sorted().quantile(0.5) }
}
