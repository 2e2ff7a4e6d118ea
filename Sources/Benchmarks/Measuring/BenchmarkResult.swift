/// What one case came to.
public struct BenchmarkResult: Sendable {
  /// The case.
  public let identity: CaseIdentity
  /// The times of its iterations, after the first; seconds.
  public let timing: Timing
  /// The seconds of the first iteration.
  public let first: Double
  /// The losses of a training, or the sum over a result.
  public let check: Check
  /// Other numbers, by their keys in files.
  public let details: KeyValuePairs<String, Double>
  /// What one iteration takes.
  public let work: CaseWork
  /// What the machine could do; nil when it was not measured.
  public let ceilings: MachineCeilings?
  /// The bytes that were predicted.
  public let predictedBytes: Int?
  /// The bytes by which the resident memory grew, from before the case was prepared to its peak.
  public let peakGrowth: Int?

  /// What a case came to.
  public init(
    identity: CaseIdentity, timing: Timing, first: Double, check: Check,
    details: KeyValuePairs<String, Double>, work: CaseWork, ceilings: MachineCeilings?,
    predictedBytes: Int?, peakGrowth: Int?
  ) {
    self.identity = identity
    self.timing = timing
    self.first = first
    self.check = check
    self.details = details
    self.work = work
    self.ceilings = ceilings
    self.predictedBytes = predictedBytes
    self.peakGrowth = peakGrowth
  }

  /// Numbers by which programs show that they do the same work.
  public enum Check: Sendable, Equatable {
    /// The loss before the first step of a training and after some steps.
    case losses(first: Double, last: Double, steps: Int)
    /// A sum over a result.
    case checksum(Double)
  }
}

extension BenchmarkResult {
  /// The seconds that the machine's ceilings allow one iteration: products at the highest rate of
  /// products, and functions at their rates, one after the other; nil without ceilings or when the
  /// case has neither.
  public var bound: Double? {
    guard let ceilings, work.productFlops > 0 else { return nil }
    return work.productFlops / ceilings.products.rate
      + work.functions.reduce(0) { $0 + $1.value / ceilings.rate(of: $1.key) }
  }

  /// The share of the ceilings that the median reached.
  public var share: Double? { bound.map { $0 / timing.median } }

  /// The share of the memory's bandwidth that the bytes of an iteration took, at the level that
  /// holds them.
  public var bandwidthShare: Double? {
    guard let ceilings, work.bytes > 0 else { return nil }
    let level = ceilings.level(holding: predictedBytes ?? Int(work.bytes))
    return work.bytes / timing.median / level.bytesPerSecond
  }

  /// The nanoseconds of one evaluation of one row, all threads together.
  public var rowNanoseconds: Double? {
    guard work.rowEvaluations > 0 else { return nil }
    return timing.median * 1e9 * Double(identity.threads) / work.rowEvaluations
  }

  /// The picoseconds of one operation, all threads together.
  public var operationPicoseconds: Double? {
    guard work.operations > 0 else { return nil }
    return timing.median * 1e12 * Double(identity.threads) / work.operations
  }

  /// The milliseconds in which a hundred operations are traced and compiled.
  public var planningMilliseconds: Double? {
    guard work.tracedOperations > 0 else { return nil }
    return timing.median * 1e5 / Double(work.tracedOperations)
  }
}
