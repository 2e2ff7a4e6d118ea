import FlowLearn
import Testing

@Suite struct BenchmarkTests {
  /// The shortest case there is.
  private let quick = "benchmark W1/d2_h16_b64_n20/float32/t1 --seconds 0 --no-ceilings --quiet"

  @Test func `the help screen`() throws {
    let run = try Workplace().run("benchmark --help")
    #expect(run.code == 0)
    #expect(
      run.output == """
        OVERVIEW: Time the library, and compare with other programs.

        Each case is specified exactly: sizes, precision, threads, inputs. A case shows
        the times of its iterations, the operations it takes and what share of this
        machine's ceilings it reached, memory predicted and measured, and the losses
        that show that another program did the same work. A word chooses the cases whose
        names begin with it. Three words come first: ceilings measures what this machine
        does at best, scaling how costs grow with batch, width, depth, steps and rows,
        and precision the errors of the solvers against their work over the catalogue of
        systems, or those named after it.

          flowlearn benchmark W1
          flowlearn benchmark W1 W2 --json > before.jsonl
          flowlearn benchmark W1 W2 --against before.jsonl
          flowlearn benchmark scaling
          flowlearn benchmark precision lorenz63 robertson

        USAGE: flowlearn benchmark [--list] [--seconds <seconds>]
               [--ceilings] [--no-ceilings] [--iterations <count>] [--against <file>]
               [--results <file>] [--figure <file>] [--markdown] [--json] [--quiet]
               [--color <color>] [<case> ...]

        ARGUMENTS:
          <case>                  Cases, by the beginning of their names; all when none
                                  is given.

        OPTIONS:
          --list                  Show the names of the cases, and end.
          --seconds <seconds>     The least time to measure a case. (default: 1)
          --ceilings/--no-ceilings
                                  Measure the machine's ceilings first, to give shares
                                  of them. (default: --ceilings)
          --iterations <count>    Run so many iterations of one case, for tools that
                                  count; nothing is timed.
          --against <file>        Compare with the results in a file, from --json or of
                                  other programs.
          --results <file>        Take our results from a file as well, instead of
                                  measuring.
          --figure <file>         Draw the ratios of --against as SVG.
          --markdown              Print tables as Markdown.
          --json                  Print results as JSON, one object a line.
          -q, --quiet             Say nothing but the result, warnings and errors.
          --color <color>         When to use colours and redrawn lines on standard
                                  error. (values: auto, always, never; default: auto)
          -h, --help              Show help information.

        """)
  }

  @Test func `the names of the cases`() throws {
    let run = try Workplace().run("benchmark --list")
    #expect(run.code == 0)
    #expect(run.lines[0].hasPrefix("case   ") && run.lines[0].hasSuffix("   what it is"))
    #expect(run.lines.contains { $0.hasPrefix("W1/d2_h64_b256_n20/float64/t1 ") })
    #expect(run.lines.contains { $0.hasPrefix("W8/startup+100steps/float32/t1 ") })
  }

  @Test func `a line of JSON, and a comparison with it`() throws {
    let place = try Workplace()
    let run = try place.run("\(quick) --json")
    #expect(run.code == 0 && run.errors == "")
    let json = try run.json()
    #expect(json["workload"] == "W1" && json["peer"] == "flowlearn" && json["threads"] == 1)
    #expect(abs(try #require(json["loss0"]?.double) - 0.70212676) < 3e-6)
    #expect(json["n"]?.int ?? 0 >= 7)
    #expect(json["share"] == nil)
    try place.write(run.output, to: "before.jsonl")
    let compared = try place.run("\(quick) --against before.jsonl --figure ratio.svg")
    #expect(compared.code == 0)
    #expect(compared.output.contains("  flowlearn  "))
    #expect(compared.output.contains("  agree"))
    #expect(try place.text("ratio.svg").contains("W1 d2 h16 b64 f32 t1"))
  }

  /// Results against other results: nothing is measured, and the numbers are what the files say.
  @Test func `two files are compared`() throws {
    let place = try Workplace()
    func line(_ peer: String, _ time: Double, _ loss: Double) -> String {
      "{\"workload\":\"W1\",\"peer\":\"\(peer)\",\"case\":\"a\",\"dtype\":\"float32\",\"threads\":2,"
        + "\"median_ms\":\(time),\"min_ms\":\(time),\"loss0\":\(loss)}\n"
    }
    try place.write(line("flowlearn", 1, 0.5) + line("flowlearn", 2, 0.5), to: "ours.jsonl")
    try place.write(line("x", 3, 0.5) + line("x", 8, 0.5), to: "theirs.jsonl")
    let run = try place.run("benchmark --results ours.jsonl --against theirs.jsonl --markdown")
    #expect(run.code == 0)
    #expect(
      run.output == """
        | case | other | ours ms | theirs ms | ratio | spread | rounds | of minima | losses | MB ours | theirs |
        | --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |
        | W1/a/float32/t2 | x | 1.5 | 5.5 | 3.5 | 3 to 4 | 2 | 3 | agree |  |  |

        """)
    try place.write(line("x", 3, 0.6), to: "theirs.jsonl")
    let other = try place.run("benchmark --results ours.jsonl --against theirs.jsonl")
    #expect(other.code == 1)
    #expect(
      other.errors
        == "flowlearn: the losses of 1 comparison differ: their times do not count\n")
  }

  @Test func `iterations are run and not timed`() throws {
    let place = try Workplace()
    let run = try place.run("benchmark W1/d2_h16_b64_n20/float32/t1 --iterations 1")
    #expect(run.code == 0)
    #expect(abs((Double(run.lines[0]) ?? 0) - 0.70212676) < 3e-6)
    let many = try place.run("benchmark W1 --iterations 1")
    #expect(many.code == 64)
    #expect(
      many.errors
        == "flowlearn: --iterations runs one case, and 14 cases begin with these words\n")
  }

  @Test func `an unknown case`() throws {
    let run = try Workplace().run("benchmark W1 W77")
    #expect(run.code == 64)
    #expect(
      run.errors.hasPrefix("flowlearn: no case begins with 'W77' (the families are W1, W2, "))
    #expect(run.errors.hasSuffix("; --list shows all cases)\n"))
  }

  static let refusals: [(line: String, code: Int32, sentence: String)] = [
    (
      "benchmark W1 --against none.jsonl", 66,
      "flowlearn: none.jsonl: there is no such file or directory\n"
    ),
    (
      "benchmark W1 --against bad.jsonl", 65,
      "flowlearn: bad.jsonl:1: this is no JSON object (a file of results has one object a line, as "
        + "benchmark --json writes them)\n"
    ),
    (
      "benchmark --results one.jsonl --against other.jsonl", 65,
      "flowlearn: other.jsonl: no result is of a case that was measured (the file has "
        + "W2/b/float32/t1, and measured were W1/a/float32/t1)\n"
    ),
  ]

  @Test(arguments: refusals)
  func `one sentence and its code`(_ refusal: (line: String, code: Int32, sentence: String)) throws
  {
    let place = try Workplace()
    let times = "\"peer\":\"x\",\"median_ms\":1,\"min_ms\":1"
    try place.write("nonsense\n", to: "bad.jsonl")
    try place.write("{\"workload\":\"W1\",\"case\":\"a\",\(times)}\n", to: "one.jsonl")
    try place.write("{\"workload\":\"W2\",\"case\":\"b\",\(times)}\n", to: "other.jsonl")
    let run = try place.run(refusal.line)
    #expect(run.code == refusal.code)
    #expect(run.output == "")
    #expect(run.errors == refusal.sentence)
  }

  @Test(arguments: [
    ("--figure a.svg", "Error: '--figure' and '--results' need '--against'\n"),
    ("--seconds -1", "Error: '--seconds' must be from 0 to 3600\n"),
    ("--iterations 0", "Error: '--iterations' must be at least 1\n"),
    (
      "--iterations 1 --against a",
      "Error: '--iterations' times nothing that '--against' could compare\n"
    ),
  ])
  func `options that do not go together`(_ words: String, _ sentence: String) throws {
    let run = try Workplace().run("benchmark \(words)")
    #expect(run.code == 64)
    #expect(run.errors.hasPrefix(sentence))
  }
}
