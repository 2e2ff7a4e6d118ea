import FlowLearn
import Testing

/// Evaluating, predicting with and inspecting a model that was trained.
@Suite struct ModelUseTests {
  /// A place with a table and a run of it.
  private func trained() throws -> Workplace {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let run = try place.run("train clouds.csv \(short) -o run")
    try #require(run.code == 0)
    return place
  }

  @Test func `evaluate a run, or its model`() throws {
    let place = try trained()
    for model in ["run", "run/model.safetensors"] {
      let run = try place.run("evaluate \(model) clouds.csv --json")
      #expect(run.code == 0)
      let json = try run.json()
      #expect(json["rows"]?.int == 40)
      #expect(json["accuracy"]?.double == 1)
      #expect(json["baseline_accuracy"]?.double == 0.5)
      #expect(json["classes"]?.array?.map { $0["label"]?.string } == ["high", "low"])
      #expect(json["confusion"] == [[20, 0], [0, 20]])
      #expect(run.errors == "clouds.csv: 1 column that the model does not read: name\n")
    }
  }

  @Test func `predict keeps rows, ids and the sum of probabilities`() throws {
    let place = try trained()
    let run = try place.run("predict run clouds.csv --id name")
    #expect(run.code == 0)
    let table = try CSVReader().read(Array(run.output.utf8), source: "output").table
    #expect(table.names == ["name", "kind", "p_high", "p_low"])
    #expect(table.rowCount == 40)
    let high = try table.numbers(of: "p_high")
    let low = try table.numbers(of: "p_low")
    for row in 0..<40 {
      #expect(table.columns[0].cell(row) == .text("row \(row)"))
      #expect(abs(high[row] + low[row] - 1) < 1e-6)
      #expect(table.columns[1].cell(row) == .text(high[row] > low[row] ? "high" : "low"))
    }
  }

  @Test func `columns are found by name`() throws {
    let place = try trained()
    let first = try place.run("predict run clouds.csv").output
    let lines = clouds().split(separator: "\n").map { $0.split(separator: ",") }
    let turned = lines.map { "\($0[2]),\($0[1])" }.joined(separator: "\n")
    #expect(try place.run("predict run -", input: Array(turned.utf8)).output == first)
    let lacking = try place.run("predict run -", input: Array("u,w\n1,2\n".utf8))
    #expect(lacking.code == 65)
    #expect(
      lacking.errors
        == "flowlearn: standard input: there is no column \"v\" (the columns are u, "
        + "w)\n")
  }

  @Test func `predictions go to a file once`() throws {
    let place = try trained()
    let first = try place.run("predict run clouds.csv --output out.csv")
    #expect(first.code == 0 && first.output == "")
    #expect(try place.text("out.csv").hasPrefix("kind,p_high,p_low\n"))
    let second = try place.run("predict run clouds.csv --output out.csv")
    #expect(second.code == 73)
    #expect(try place.run("predict run clouds.csv --output out.csv --force").code == 0)
  }

  @Test func `rows with gaps are kept in their place`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    _ = try place.run("train clouds.csv \(short) --missing drop -o run")
    let run = try place.run("predict run -", input: Array("u,v\n1,2\n,2\n-1,2\n".utf8))
    #expect(run.code == 0)
    #expect(run.lines.count == 4)
    #expect(run.lines[2] == ",,")
    #expect(run.errors.contains("warning: standard input: 1 row left out"))
  }

  @Test func `a label that the model does not know`() throws {
    let place = try trained()
    let run = try place.run("evaluate run -", input: Array("u,v,kind\n1,2,high\n1,2,tall\n".utf8))
    #expect(run.code == 65)
    #expect(
      run.errors
        == "flowlearn: standard input: the label \"tall\" is not one the model knows (high, low): correct it, or leave its rows out\n"
    )
  }

  @Test func `inspect data, model and run`() throws {
    let place = try trained()
    let data = try place.run("inspect clouds.csv")
    #expect(data.lines[0] == "clouds.csv: 40 rows, 4 columns")
    #expect(data.lines[5].hasPrefix("3  kind    text          0         2  high (20), low (20)"))
    let model = try place.run("inspect run/model.safetensors")
    #expect(model.output.contains("field           2-4-2 silu\n"))
    #expect(model.output.contains("solver          rk4, 2 steps from t = 0 to 1\n"))
    #expect(model.output.contains("parameters      25 (single precision)\n"))
    let run = try place.run("inspect run --json").json()
    #expect(run["summary"]?["epochs"]?.int == 8)
    #expect(run["model"]?["parameters"]?.int == 25)
  }

  @Test func `derivatives of a model agree with differences`() throws {
    let place = try trained()
    for line in ["check-gradient run clouds.csv", "check-gradient clouds.csv --drop name"] {
      let run = try place.run(line + " --rows 10 --json")
      #expect(run.code == 0)
      let json = try run.json()
      #expect(json["holds"]?.bool == true)
      #expect((json["checks"]?.array?.count ?? 0) > 6)
    }
  }

  @Test func `a learned flow is followed from features`() throws {
    let place = try trained()
    let run = try place.run("simulate run --start 1,0.5 --every 0.25")
    #expect(run.code == 0)
    #expect(run.lines[0] == "t,u,v")
    #expect(run.lines.count == 6)
    let missing = try place.run("simulate run")
    #expect(missing.code == 64)
    #expect(
      missing.errors
        == "flowlearn: a model's flow needs a beginning: --start with 2 numbers (u, v)\n")
  }
}
