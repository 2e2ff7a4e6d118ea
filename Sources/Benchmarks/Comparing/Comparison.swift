/// One case of ours against one other program.
public struct Comparison: Sendable, Equatable {
  /// The case.
  public let identity: CaseIdentity
  /// The other program.
  public let peer: String
  /// Our median time, the median over rounds; seconds.
  public let ours: Double
  /// Theirs.
  public let theirs: Double
  /// Their median over ours in each round, in order: above 1, we are faster.
  public let ratios: [Double]
  /// Their shortest time over ours, over all rounds.
  public let ratioOfMinima: Double
  /// Our bytes of memory and theirs, the most of all rounds; nil where one side has none.
  public let memory: Memory?
  /// Whether the losses agree; nil when one side has none.
  public let agrees: Bool?

  /// The bytes by which resident memory grew.
  public struct Memory: Sendable, Equatable {
    /// Our bytes.
    public let ours: Double
    /// Their bytes.
    public let theirs: Double
  }

  /// The median of the ratios.
  public var ratio: Double { ratios.median }
  /// The smallest and the largest of the ratios.
  public var spread: ClosedRange<Double> { (ratios.min() ?? .nan)...(ratios.max() ?? .nan) }
  /// Whether the ratio counts: both did the same work, as far as losses show it.
  public var counts: Bool { agrees != false }
}

extension Comparison {
  /// Compares results of the same case, the first of ours with the first of theirs and so on: a file
  /// of several rounds has a line for each.
  ///
  /// - Parameters:
  ///   - ours: our results.
  ///   - theirs: results of any number of programs.
  ///   - source: the file that theirs are from, for sentences.
  /// - Returns: a comparison for each case and program, in the order of our cases and, within one,
  ///   from their fastest to their slowest.
  /// - Throws: when no result is of one of our cases.
  public static func all(
    _ ours: [RecordedResult], against theirs: [RecordedResult], source: String
  ) throws(RecordError) -> [Comparison] {
    var identities: [CaseIdentity] = []
    for result in ours where !identities.contains(result.identity) {
      identities.append(result.identity)
    }
    let all = identities.flatMap { identity in
      let mine = ours.filter { $0.identity == identity }
      let groups = Dictionary(grouping: theirs.filter { $0.identity == identity }, by: \.peer)
      return groups.map { Comparison(identity, peer: $0.key, mine, $0.value) }
        .sorted { ($0.theirs, $0.peer) < ($1.theirs, $1.peer) }
    }
    guard !all.isEmpty else {
      let names = Set(theirs.map(\.identity.description)).sorted()
      throw RecordError(
        source: source,
        fault: .nothingMatches(theirs: names, ours: identities.map(\.description)))
    }
    return all
  }

  private init(
    _ identity: CaseIdentity, peer: String, _ mine: [RecordedResult], _ others: [RecordedResult]
  ) {
    self.identity = identity
    self.peer = peer
    ours = mine.map(\.median).median
    theirs = others.map(\.median).median
    // One round of ours serves all of theirs, and the other way round.
    let rounds = max(mine.count == 1 || others.count == 1 ? 1 : 0, min(mine.count, others.count))
    ratios =
      rounds == 1
      ? [theirs / ours] : (0..<rounds).map { others[$0].median / mine[$0].median }
    let fastest = mine.map(\.minimum).min() ?? .nan
    ratioOfMinima = (others.map(\.minimum).min() ?? .nan) / fastest
    let growths = [mine, others].map { $0.compactMap(\.peakGrowth).max() }
    memory = growths[0].flatMap { ours in growths[1].map { Memory(ours: ours, theirs: $0) } }
    agrees = LossAgreement(identity).agree(mine[0].losses, others[0].losses)
  }
}
