import Benchmarks
import FlowLearn

/// Results of benchmarks as tables.
enum BenchmarkTable {
  /// How a table is written.
  enum Form {
    case text, markdown
  }

  /// The cases with what they do.
  static func names(_ cases: [any BenchmarkCase], _ form: Form) -> String {
    let rows = cases.map { [$0.identity.description, $0.summary] }
    return table(["case", "what it is"], rows, form, left: 2)
  }

  /// Results, a line each, and below them what the ceilings were.
  static func text(_ results: [BenchmarkResult], _ form: Form) -> String {
    let heads = [
      "case", "median ms", "min", "of processor", "quartiles", "n", "Gflop/s", "of ceiling",
      "of bandwidth",
      "ns/row", "ps/op", "MB predicted", "measured", "losses and other numbers",
    ]
    let rows = results.map(cells)
    return ([table(heads, rows, form, left: 1)] + ceilings(results)).joined(separator: "\n\n")
  }

  private static func cells(_ result: BenchmarkResult) -> [String] {
    func text(_ value: Double?, _ digits: Int = 3) -> String {
      value.map { $0.significant(digits) } ?? ""
    }
    let timing = result.timing
    let rate = result.work.productFlops / timing.median * 1e-9
    return [
      result.identity.description, (timing.median * 1e3).significant(4),
      (timing.minimum * 1e3).significant(4), (timing.processorMinimum * 1e3).significant(4),
      "\((timing.lowerQuartile * 1e3).significant(3)) to \((timing.upperQuartile * 1e3).significant(3))",
      String(timing.count), rate > 0 ? rate.significant(3) : "", percent(result.share),
      percent(result.bandwidthShare), text(result.rowNanoseconds),
      text(result.operationPicoseconds), text(result.predictedBytes.map { Double($0) / 1_048_576 }),
      text(result.peakGrowth.map { Double($0) / 1_048_576 }), last(result),
    ]
  }

  private static func last(_ result: BenchmarkResult) -> String {
    if let planning = result.planningMilliseconds {
      return "\(planning.significant(3)) ms for 100 operations"
    }
    let details = result.details.map { "\($0.key) \($0.value.significant(4))" }
    switch result.check {
    case .losses(let first, let last, _):
      return (["\(first.significant(7)), \(last.significant(7))"] + details).joined(separator: ", ")
    case .checksum(let sum):
      return (["sum \(sum.significant(7))"] + details).joined(separator: ", ")
    }
  }

  private static func percent(_ share: Double?) -> String {
    share.map { ($0 * 100).significant(3) + " %" } ?? ""
  }

  /// What the machine did at best, a paragraph for each precision and number of threads.
  private static func ceilings(_ results: [BenchmarkResult]) -> [String] {
    var seen: Set<String> = []
    return results.compactMap(\.ceilings).filter { ceilings in
      seen.insert("\(ceilings.precision) \(ceilings.threads)").inserted
    }.map(sentence)
  }

  /// The ceilings as a sentence.
  static func sentence(_ ceilings: MachineCeilings) -> String {
    let functions = ceilings.functions.sorted { $0.key.rawValue < $1.key.rawValue }.map {
      "\($0.key) \(($0.value * 1e-6).significant(4)) M/s"
    }
    let levels = ceilings.levels.map { "\($0.name) \(($0.bytesPerSecond * 1e-9).significant(3))" }
    return "Ceilings, \(ceilings.precision), \(ceilings.threads.of("thread")): products "
      + "\((ceilings.products.rate * 1e-9).significant(4)) Gflop/s (\(ceilings.products.source)); "
      + "\(functions.joined(separator: ", ")); GB/s \(levels.joined(separator: ", "))."
  }

  /// How costs grow, a line an axis.
  static func text(_ results: [ScalingResult], _ form: Form) -> String {
    let heads = ["axis", "sizes", "exponent", "standard error", "ms at each size"]
    let rows = results.map { result in
      [
        result.axis, result.sizes.map(String.init).joined(separator: " "),
        result.law.exponent.fixed(3), result.law.standardError.fixed(3),
        result.minima.map { ($0 * 1e3).significant(3) }.joined(separator: " "),
      ]
    }
    return table(heads, rows, form, left: 2)
  }

  /// What methods take for some errors, a line each.
  static func text(_ summaries: [PrecisionSummary], _ form: Form) -> String {
    let errors = PrecisionSummary.errors.map { $0.significant(1) }
    let heads =
      ["system", "method"] + errors.map { "ms for \($0)" } + errors.map { "evaluations for \($0)" }
    let rows = summaries.map { summary in
      [summary.system, summary.method]
        + summary.milliseconds.map { $0.map { $0.significant(3) } ?? "" }
        + summary.evaluations.map { $0.map { Int($0.rounded()).grouped } ?? "" }
    }
    return table(heads, rows, form, left: 2)
  }

  /// Comparisons, a line each.
  static func text(_ comparisons: [Comparison], _ form: Form) -> String {
    let heads = [
      "case", "other", "ours ms", "theirs ms", "ratio", "spread", "rounds", "of minima", "losses",
      "MB ours", "theirs",
    ]
    let rows = comparisons.map { comparison in
      [
        comparison.identity.description, comparison.peer,
        (comparison.ours * 1e3).significant(4), (comparison.theirs * 1e3).significant(4),
        comparison.counts ? comparison.ratio.significant(3) : "none",
        "\(comparison.spread.lowerBound.significant(3)) to "
          + comparison.spread.upperBound.significant(3),
        String(comparison.ratios.count), comparison.ratioOfMinima.significant(3),
        comparison.agrees.map { $0 ? "agree" : "differ" } ?? "",
        comparison.memory.map { ($0.ours / 1_048_576).significant(3) } ?? "",
        comparison.memory.map { ($0.theirs / 1_048_576).significant(3) } ?? "",
      ]
    }
    return table(heads, rows, form, left: 2)
  }

  /// A table, the first columns to the left.
  static func table(
    _ heads: [String], _ rows: [[String]], _ form: Form, left: Int
  ) -> String {
    switch form {
    case .text:
      var table = TextTable(heads.indices.map { $0 < left ? .left : .right })
      table.append(heads)
      for row in rows { table.append(row) }
      return table.text
    case .markdown:
      let rule = heads.indices.map { $0 < left ? "---" : "--:" }
      return ([heads, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
        .joined(separator: "\n")
    }
  }
}
