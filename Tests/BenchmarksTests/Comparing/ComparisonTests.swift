import Benchmarks
import Figures
import Testing

@Suite struct ComparisonTests {
  /// A file of results, each a case, a peer, a median in ms and the loss before the first step.
  private func results(
    _ rows: [(name: String, peer: String, median: Double, loss: Double)], dtype: String = "float32"
  ) throws -> [RecordedResult] {
    let lines = rows.map {
      "{\"workload\":\"W1\",\"peer\":\"\($0.peer)\",\"case\":\"\($0.name)\",\"dtype\":\"\(dtype)\","
        + "\"threads\":2,\"median_ms\":\($0.median),\"min_ms\":\($0.median / 2),\"loss0\":\($0.loss)}"
    }
    return try RecordedResult.read(
      Array(lines.joined(separator: "\n").utf8), source: "theirs")
  }

  /// Round by round: the median of the ratios, and their extremes.
  @Test func roundsArePaired() throws {
    let ours = try results([
      ("a", "flowlearn", 1, 0.5), ("a", "flowlearn", 2, 0.5),
      ("a", "flowlearn", 4, 0.5),
    ])
    let theirs = try results([
      ("a", "slow", 10, 0.5), ("a", "fast", 3, 0.5), ("a", "slow", 30, 0.5), ("a", "fast", 2, 0.5),
      ("a", "slow", 80, 0.5), ("a", "fast", 8, 0.5), ("b", "fast", 1, 0.5),
    ])
    let comparisons = try Comparison.all(ours, against: theirs, source: "theirs")
    #expect(comparisons.map(\.peer) == ["fast", "slow"])
    #expect(comparisons[0].ratios.count == 3)
    #expect(zip(comparisons[0].ratios, [3, 1, 2]).allSatisfy { abs($0 - $1) < 1e-14 })
    #expect(abs(comparisons[0].ratio - 2) < 1e-14)
    #expect(abs(comparisons[0].spread.lowerBound - 1) < 1e-14)
    #expect(abs(comparisons[1].spread.upperBound - 20) < 1e-13)
    // 1 ms over 0.5 ms.
    #expect(abs(comparisons[0].ratioOfMinima - 2) < 1e-14)
    #expect(comparisons.allSatisfy { $0.agrees == true && $0.counts })
  }

  /// A difference in the fifth digit is another problem; in the seventh, rounding.
  @Test(arguments: [(0.5000001, true), (0.50001, false)])
  func lossesMustAgree(_ loss: Double, _ agrees: Bool) throws {
    let comparisons = try Comparison.all(
      try results([("a", "flowlearn", 1, 0.5)]), against: try results([("a", "x", 1, loss)]),
      source: "theirs")
    #expect(comparisons[0].agrees == agrees)
    #expect(comparisons[0].counts == agrees)
  }

  /// In double precision the sixth digit counts too.
  @Test func lossesOfDoublesMustAgreeBetter() throws {
    let ours = try results([("a", "flowlearn", 1, 0.5)], dtype: "float64")
    let theirs = try results([("a", "x", 1, 0.500001)], dtype: "float64")
    #expect(try !Comparison.all(ours, against: theirs, source: "theirs")[0].counts)
  }

  @Test func nothingInCommonIsRefused() throws {
    let ours = try results([("a", "flowlearn", 1, 0.5)])
    let theirs = try results([("b", "x", 1, 0.5), ("c", "x", 1, 0.5)])
    let error = #expect(throws: RecordError.self) {
      try Comparison.all(ours, against: theirs, source: "theirs")
    }
    #expect(
      error?.description
        == "theirs: no result is of a case that was measured (the file has W1/b/float32/t2, "
        + "W1/c/float32/t2, and measured were W1/a/float32/t2)")
  }

  /// The figure has a bar for each case in the panel of libraries and in that of programs by hand,
  /// and none for losses that differ.
  @Test func figureShowsTheFastest() throws {
    let ours = try results([("a", "flowlearn", 1, 0.5), ("b", "flowlearn", 1, 0.5)])
    let theirs = try results([
      ("a", "torch", 10, 0.5), ("a", "jax", 5, 0.5), ("a", "c-floor", 0.5, 0.5),
      ("b", "jax", 5, 0.7),
    ])
    let comparisons = try Comparison.all(ours, against: theirs, source: "theirs")
    let figure = Comparison.figure(comparisons)
    #expect(figure.panels.count == 2)
    let svg = figure.svg()
    #expect(svg.contains("W1 a f32 t2"))
    #expect(!svg.contains("W1 b f32 t2"))
  }
}
