/// Measures cases one after another, and what the machine can do where they need it.
public struct BenchmarkRunner {
  private let instruments: Instruments
  private let plan: TimingPlan
  private let measuresCeilings: Bool
  private var ceilings: [CeilingKey: MachineCeilings] = [:]

  private struct CeilingKey: Hashable {
    let precision: String
    let threads: Int
  }

  /// A runner.
  ///
  /// - Parameters:
  ///   - instruments: the clock and the memory's gauge.
  ///   - plan: how long a case is timed.
  ///   - measuresCeilings: whether shares of the machine's ceilings are wanted; they take about half a
  ///     second for each precision and number of threads.
  public init(_ instruments: Instruments, plan: TimingPlan, measuresCeilings: Bool = true) {
    self.instruments = instruments
    self.plan = plan
    self.measuresCeilings = measuresCeilings
  }

  /// Prepares a case, runs and times it.
  public mutating func measure(_ item: any BenchmarkCase) -> BenchmarkResult {
    let identity = item.identity
    let ceilings = ceilings(for: identity)
    let resident = instruments.beginMemory()
    let prepared = item.prepare()
    let start = instruments.clock()
    let value = prepared.iterate()
    let first = instruments.clock() - start
    let check = check(prepared, first: value)
    let timing = Timing(plan, instruments) { _ = prepared.iterate() }
    let growth = instruments.peakMemory().flatMap { peak in resident.map { max(peak - $0, 0) } }
    return BenchmarkResult(
      identity: identity, timing: timing, first: first, check: check,
      details: prepared.details(), work: prepared.work(), ceilings: ceilings,
      predictedBytes: prepared.predictedBytes, peakGrowth: growth)
  }

  /// The losses as other programs give them.
  private func check(_ prepared: PreparedCase, first: Double) -> BenchmarkResult.Check {
    guard let loss = prepared.loss else { return .checksum(first) }
    for _ in 1..<prepared.lossSteps { _ = prepared.iterate() }
    return .losses(first: first, last: loss(), steps: prepared.lossSteps)
  }

  /// The shortest time that a processor worked on a case's iterations, on one thread.
  func shortest(_ item: any BenchmarkCase) -> Double {
    let prepared = item.prepare()
    return Timing(plan, instruments) { _ = prepared.iterate() }.processorMinimum
  }

  private mutating func ceilings(for identity: CaseIdentity) -> MachineCeilings? {
    guard measuresCeilings else { return nil }
    let key = CeilingKey(precision: identity.precision, threads: identity.threads)
    if let known = ceilings[key] { return known }
    let found = MachineCeilings(
      precision: key.precision, threads: key.threads, clock: instruments.clock)
    ceilings[key] = found
    return found
  }
}
