import Arguments
import Benchmarks
import FlowLearn

/// Times the library on exactly specified work.
struct Benchmark: ToolCommand {
  static let configuration = CommandConfiguration(
    name: "benchmark", abstract: "Time the library, and compare with other programs.",
    discussion: """
      Each case is specified exactly: sizes, precision, threads, inputs. A case shows the times of its iterations, the operations it takes and what share of this machine's ceilings it reached, memory predicted and measured, and the losses that show that another program did the same work. A word chooses the cases whose names begin with it. Three words come first: ceilings measures what this machine does at best, scaling how costs grow with batch, width, depth, steps and rows, and precision the errors of the solvers against their work over the catalogue of systems, or those named after it.

        flowlearn benchmark W1
        flowlearn benchmark W1 W2 --json > before.jsonl
        flowlearn benchmark W1 W2 --against before.jsonl
        flowlearn benchmark scaling
        flowlearn benchmark precision lorenz63 robertson
      """)

  @Argument("Cases, by the beginning of their names; all when none is given.", name: "case")
  var cases: [String]
  @Flag("Show the names of the cases, and end.") var list = false
  @Option("The least time to measure a case.", value: "seconds") var seconds = 1.0
  @Flag("Measure the machine's ceilings first, to give shares of them.") var ceilings = true
  @Option(
    "Run so many iterations of one case, for tools that count; nothing is timed.", value: "count")
  var iterations: Int?
  @Option("Compare with the results in a file, from --json or of other programs.", value: "file")
  var against: String?
  @Option("Take our results from a file as well, instead of measuring.", value: "file")
  var results: String?
  @Option("Draw the ratios of --against as SVG.", value: "file") var figure: String?
  @Flag("Print tables as Markdown.") var markdown = false
  @Flag("Print results as JSON, one object a line.") var json = false
  @Flag("Say nothing but the result, warnings and errors.", short: "q") var quiet = false
  @Option("When to use colours and redrawn lines on standard error.") var color = ColorPolicy.auto

  func validate() throws(ValidationError) {
    guard seconds >= 0, seconds <= 3600 else {
      throw ValidationError("'--seconds' must be from 0 to 3600")
    }
    if let iterations, iterations < 1 {
      throw ValidationError("'--iterations' must be at least 1")
    }
    if figure != nil || results != nil, against == nil, cases.first != "precision" {
      throw ValidationError("'--figure' and '--results' need '--against'")
    }
    guard iterations == nil || against == nil else {
      throw ValidationError("'--iterations' times nothing that '--against' could compare")
    }
  }

  func run(_ options: ResolvedOptions) throws(ToolError) {
    if cases.first == "precision" { return try showPrecision(of: Array(cases.dropFirst())) }
    if list { return try console.result(BenchmarkTable.names(catalogue.cases, form)) }
    if let iterations { return try count(iterations) }
    if let results, let against {
      return try compare(try recorded(Path(results)), with: Path(against))
    }
    if cases == ["ceilings"] { return try showCeilings() }
    if cases == ["scaling"] { return try showScaling() }
    let references = try against.map { name throws(ToolError) in try recorded(Path(name)) }
    let measured = try measure()
    if let references, let against {
      try compare(measured.map { RecordedResult($0) }, references, from: Path(against))
    }
  }

  private var console: Console { Console(talk: quiet ? .quiet : .normal, color: color) }

  private var form: BenchmarkTable.Form { markdown ? .markdown : .text }

  private var catalogue: BenchmarkCatalogue { .standard(StartUpCase.all) }

  private func chosen() throws(ToolError) -> [any BenchmarkCase] {
    do throws(UnknownCase) {
      return try catalogue.chosen(by: cases)
    } catch {
      throw .usage(error.description)
    }
  }

  /// Measures the chosen cases; shows each as a line of JSON as soon as it is there, or all as a table.
  private func measure() throws(ToolError) -> [BenchmarkResult] {
    let chosen = try chosen()
    var runner = BenchmarkRunner(
      Machine.instruments, plan: TimingPlan(seconds: seconds), measuresCeilings: ceilings)
    var results: [BenchmarkResult] = []
    for item in chosen {
      console.note("\(item.identity): \(item.summary)")
      let result = runner.measure(item)
      if item is StartUpCase, result.check != .checksum(0) {
        throw .checkFailed("\(item.identity): the process that was timed failed")
      }
      if json { try console.result(result.json.text()) }
      results.append(result)
    }
    if !json { try console.result(BenchmarkTable.text(results, form)) }
    return results
  }

  /// Runs iterations of one case and shows its last number.
  private func count(_ iterations: Int) throws(ToolError) {
    let chosen = try chosen()
    guard chosen.count == 1 else {
      throw .usage(
        "--iterations runs one case, and \(chosen.count.of("case")) begin with these words")
    }
    let prepared = chosen[0].prepare()
    var value = 0.0
    for _ in 0..<iterations { value = prepared.iterate() }
    try console.result("\(value)")
  }

  /// Measures what the machine does at best.
  private func showCeilings() throws(ToolError) {
    for threads in Set([1, Machine.processorCount]).sorted() {
      for precision in [Float.precisionName, Double.precisionName] {
        let ceilings = MachineCeilings(
          precision: precision, threads: threads, clock: Machine.instruments.clock)
        try console.result(json ? ceilings.json.text() : BenchmarkTable.sentence(ceilings))
      }
    }
  }

  /// Measures how costs grow along each axis.
  private func showScaling() throws(ToolError) {
    let runner = BenchmarkRunner(
      Machine.instruments, plan: TimingPlan(seconds: seconds * 0.2), measuresCeilings: false)
    var results: [ScalingResult] = []
    for axis in ScalingAxis.all {
      console.note("\(axis.name): \(axis.summary)")
      let result = runner.measure(axis)
      if json { try console.result(result.json.text()) }
      results.append(result)
    }
    if !json { try console.result(BenchmarkTable.text(results, form)) }
  }

  /// Measures errors against work, or shows points that a file has.
  private func showPrecision(of names: [String]) throws(ToolError) {
    let known = WorkPrecision.systems
    if let stranger = names.first(where: { !known.contains($0) }) {
      throw .usage("'\(stranger)' is no system with a known end (those are \(listed(known)))")
    }
    let chosen = names.isEmpty ? known : names
    if list {
      for name in chosen {
        try console.result(json ? WorkPrecision.problem(name)?.text() ?? "" : name)
      }
      return
    }
    var points: [PrecisionPoint] = []
    if let results {
      let path = Path(results)
      let bytes = try path.bytes()
      points = try refusing { () throws(RecordError) in
        try PrecisionPoint.read(bytes, source: path.description)
      }
    } else {
      for name in chosen {
        console.note(name)
        for point in WorkPrecision.measure(name, clock: Machine.instruments.clock) {
          if json { try console.result(point.json.text()) }
          points.append(point)
        }
      }
    }
    if let figure {
      try Path(figure).replace(with: PrecisionPoint.figure(points).svg())
      console.note("written to \(figure)")
    }
    if !json { try console.result(BenchmarkTable.text(PrecisionSummary.all(points), form)) }
  }

  private func recorded(_ path: Path) throws(ToolError) -> [RecordedResult] {
    let bytes = try path.bytes()
    return try refusing { () throws(RecordError) in
      try RecordedResult.read(bytes, source: path.description)
    }
  }

  private func compare(_ ours: [RecordedResult], with path: Path) throws(ToolError) {
    try compare(ours, try recorded(path), from: path)
  }

  private func compare(
    _ ours: [RecordedResult], _ theirs: [RecordedResult], from path: Path
  ) throws(ToolError) {
    let mine = try cases.isEmpty ? ours : chosen(among: ours)
    let comparisons = try refusing { () throws(RecordError) in
      try Comparison.all(mine, against: theirs, source: path.description)
    }
    if !json { try console.result(BenchmarkTable.text(comparisons, form)) }
    if let figure {
      try Path(figure).replace(with: Comparison.figure(comparisons).svg())
      console.note("written to \(figure)")
    }
    let strangers = comparisons.filter { !$0.counts }
    guard strangers.isEmpty else {
      throw .checkFailed(
        "the losses of \(strangers.count.of("comparison")) differ: their times do not count")
    }
  }

  private func chosen(among ours: [RecordedResult]) throws(ToolError) -> [RecordedResult] {
    let mine = ours.filter { result in cases.contains { result.identity.isChosen(by: $0) } }
    guard !mine.isEmpty else {
      throw .usage("no result begins with \(listed(cases.map { "'\($0)'" }))")
    }
    return mine
  }

  private func refusing<Result>(
    _ body: () throws(RecordError) -> Result
  ) throws(ToolError) -> Result {
    do throws(RecordError) {
      return try body()
    } catch {
      throw .benchmark(error)
    }
  }
}
