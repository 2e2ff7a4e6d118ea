import FlowLearn
import Testing

/// `plot`: figures of runs and models, as SVG and in the terminal.
@Suite struct PlotTests {
  private func trained(_ options: String = "") throws -> Workplace {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let run = try place.run("train clouds.csv \(short) -o run \(options)")
    try #require(run.code == 0, "\(run.errors)")
    return place
  }

  @Test(arguments: [
    ("plot run", ["Loss", "training", "validation", "best epoch"]),
    ("plot run --figure score", ["Validation accuracy"]),
    ("plot run --figure evaluations", ["Evaluations of the field", "forward", "backward"]),
    ("plot run --figure plane", ["Regions of the classes", "high", "low"]),
    ("plot run/model.safetensors", ["Regions of the classes", "high", "low"]),
    (
      "plot run --figure plane --data clouds.csv",
      ["Regions of the classes", "At the end of the flow", "high", "low"]
    ),
  ])
  func `what a figure says`(line: String, words: [String]) throws {
    let run = try trained().run(line)
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.output.hasPrefix("<svg ") && run.output.hasSuffix("</svg>\n"))
    for word in words { #expect(run.output.contains(">\(word)</text>"), "\(word)") }
  }

  /// The figures of a finished run are those that training wrote.
  @Test func `the loss is the run's own figure`() throws {
    let place = try trained()
    #expect(try place.run("plot run").output == place.text("run/plots/loss.svg"))
    #expect(try place.run("plot run -o loss.svg").errors == "written to loss.svg\n")
    #expect(try place.run("plot run -o loss.svg").code == 73)
    #expect(try place.text("loss.svg") == place.text("run/plots/loss.svg"))
  }

  @Test func `in the terminal`() throws {
    let place = try trained()
    let run = try place.run("plot run --terminal")
    #expect(run.code == 0)
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("loss        █"))
    #expect(lines[1].hasPrefix("validation  █"))
    #expect(lines[2].hasPrefix("accuracy    "))
    #expect(lines[3].hasPrefix("8 epochs, the best "))
    #expect(lines[4] == "" && lines[5].hasPrefix("v from "))
    // The clouds lie to the left and to the right of each other: low, then high.
    let map = lines[6..<30]
    #expect(map.allSatisfy { $0.hasPrefix("|B") && $0.hasSuffix("A") && $0.count == 61 })
    #expect(lines[30] == "+" + String(repeating: "-", count: 60))
    #expect(lines[31].hasPrefix("u from "))
    #expect(lines[32] == "A high, B low (a small letter: a probability below 0.75)")
    #expect(!run.output.contains("\u{1B}"))
    let model = try place.run("plot run/model.safetensors --terminal")
    #expect(model.output == lines[5...].joined(separator: "\n"))
    let loss = try place.run("plot run --terminal --figure loss")
    #expect(loss.lines == [String(lines[0]), String(lines[1]), String(lines[3])])
  }

  @Test func `a run that is still going on`() throws {
    let place = try trained()
    let text = try place.text("run/metrics.jsonl")
    try place.makeDirectory("going")
    // The last line is half written, and there is no summary yet.
    try place.write(String(text.dropLast(30)), to: "going/metrics.jsonl")
    let run = try place.run("plot going --terminal")
    #expect(run.code == 0 && run.lines.last == "7 epochs")
    try place.write("", to: "going/metrics.jsonl")
    let empty = try place.run("plot going")
    #expect(empty.code == 65)
    #expect(
      empty.errors
        == "flowlearn: going/metrics.jsonl: no epoch is done yet: there is nothing to draw\n")
    try place.write("{\"epoch\":1\n" + text, to: "going/metrics.jsonl")
    #expect(
      try place.run("plot going").errors.hasPrefix("flowlearn: going/metrics.jsonl:1"))
  }

  @Test func `what cannot be drawn`() throws {
    let place = try trained("--validation 0")
    let score = try place.run("plot run --figure score")
    #expect(score.code == 65)
    #expect(
      score.errors
        == "flowlearn: run: no rows were held out in this run: there are no scores to draw\n")
    let model = try place.run("plot run/model.safetensors --figure loss")
    #expect(model.code == 64)
    #expect(
      model.errors
        == "flowlearn: '--figure loss' is of a training: name the directory of its run\n")
    let data = try place.run("plot run --figure loss --data clouds.csv")
    #expect(data.code == 64)
    #expect(
      data.errors.hasPrefix(
        "Error: '--data' goes with '--figure plane': curves have no rows\n"))
    let both = try place.run("plot run --terminal -o a.svg")
    #expect(
      both.errors.hasPrefix("Error: '--terminal' and '--output' do not go together\n"))
    try place.makeDirectory("empty")
    let empty = try place.run("plot empty")
    #expect(
      empty.errors
        == "flowlearn: empty: this directory is no run: it holds no metrics.jsonl\n")
    _ = try place.run("train clouds.csv \(short) --target v --drop kind -o line")
    let plane = try place.run("plot line --figure plane")
    #expect(plane.code == 65)
    #expect(
      plane.errors
        == "flowlearn: line/model.safetensors: the plane is drawn of classifiers of 2 features, and "
        + "this is a regression of 1 feature\n")
    #expect(try place.run("plot line --terminal").code == 0)
  }
}
