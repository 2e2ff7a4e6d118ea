import FlowLearn
import Testing

@Suite struct TrainTests {
  @Test func `a run holds everything`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let run = try place.run("train clouds.csv \(short)")
    #expect(run.code == 0)
    for name in [
      "config.json", "metrics.jsonl", "summary.json", "model.safetensors", "report.html",
      "plots/loss.svg", "plots/score.svg", "plots/plane.svg",
    ] {
      #expect(place.has("runs/clouds-001/\(name)"), "\(name)")
    }
    #expect(run.output.hasPrefix("validation accuracy"))
    #expect(run.output.contains("run                runs/clouds-001"))
    #expect(run.errors.contains("target: kind, the last column (use --target to choose another)"))
    #expect(run.errors.contains("task: kind: taken for classes (classification)"))
    #expect(!run.errors.contains("\u{1B}"))
  }

  @Test func `metrics are one object an epoch`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    _ = try place.run("train clouds.csv \(short)")
    let lines = try place.text("runs/clouds-001/metrics.jsonl").split(separator: "\n")
    #expect(lines.count == 8)
    for (index, line) in lines.enumerated() {
      let record = try JSONValue(parsing: Array(line.utf8), source: "metrics")
      #expect(record["epoch"]?.int == index + 1)
      #expect(
        record.object?.members.map(\.key) == [
          "epoch", "step", "time_s", "train_loss", "val_loss", "val_accuracy", "learning_rate",
          "grad_norm", "nfe_forward", "nfe_backward",
        ])
      // Two steps of a method with four stages.
      #expect(record["nfe_forward"]?.double == 8)
    }
  }

  @Test func `the result as JSON`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let run = try place.run("train clouds.csv \(short) --json --quiet")
    #expect(run.errors == "")
    let json = try run.json()
    #expect(
      json.object?.members.map(\.key) == [
        "run", "model", "task", "epochs", "best_epoch", "validation", "seconds",
      ])
    #expect(json["run"]?.string == "runs/clouds-001")
    #expect(json["model"]?.string == "runs/clouds-001/model.safetensors")
    #expect(json["task"]?.string == "classification")
    #expect(json["epochs"]?.int == 8)
    #expect((1...8).contains(json["best_epoch"]?.int ?? 0))
    #expect(json["validation"]?["accuracy"]?.double == 1)
    #expect((json["seconds"]?.double ?? 0) > 0)
  }

  @Test func `the summary says what was read`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    _ = try place.run("train clouds.csv \(short) --seed 5 --threads 1 --validation 0.25")
    let summary = try JSONValue(
      parsing: try place.bytes("runs/clouds-001/summary.json"), source: "summary")
    let digest = SHA256.hexDigest(of: try place.bytes("clouds.csv"))
    #expect(summary["data"]?["files"]?.array?.first?["sha256"]?.string == digest)
    #expect(summary["data"]?["rows"]?.int == 40)
    #expect(summary["data"]?["training_rows"]?.int == 30)
    #expect(summary["data"]?["validation_rows"]?.int == 10)
    #expect(summary["seed"]?.int == 5)
    #expect(summary["threads"]?.int == 1)
    #expect(summary["flowlearn"]?.string == "0.1.0")
  }

  @Test func `a run never overwrites another`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    _ = try place.run("train clouds.csv \(short)")
    let first = try place.bytes("runs/clouds-001/model.safetensors")
    _ = try place.run("train clouds.csv \(short) --seed 9")
    #expect(place.has("runs/clouds-002/model.safetensors"))
    #expect(try place.bytes("runs/clouds-001/model.safetensors") == first)
    let refused = try place.run("train clouds.csv \(short) --output runs/clouds-001")
    #expect(refused.code == 73)
    #expect(
      refused.errors.hasSuffix(
        "flowlearn: runs/clouds-001: is there already (use --force to overwrite it, or another "
          + "--output)\n"))
    let forced = try place.run(
      "train clouds.csv \(short) --seed 9 --output runs/clouds-001 --force")
    #expect(forced.code == 0)
    #expect(try place.bytes("runs/clouds-001/model.safetensors") != first)
  }

  @Test(arguments: ["single", "double"])
  func `threads do not change a bit`(precision: String) throws {
    let place = try Workplace()
    try place.write(clouds(300), to: "clouds.csv")
    for threads in 1...2 {
      let run = try place.run(
        "train clouds.csv \(short) --precision \(precision) --threads \(threads) -o \(threads)")
      #expect(run.code == 0)
    }
    #expect(try place.bytes("1/model.safetensors") == place.bytes("2/model.safetensors"))
  }

  @Test func `a run's configuration repeats it`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    _ = try place.run("train clouds.csv \(short) --activation gelu --seed 4 --augment 1")
    let again = try place.run("train --config runs/clouds-001/config.json")
    #expect(again.code == 0)
    #expect(
      try place.bytes("runs/clouds-001/model.safetensors")
        == place.bytes("runs/clouds-002/model.safetensors"))
    #expect(
      try place.text("runs/clouds-001/config.json") == place.text("runs/clouds-002/config.json"))
  }

  @Test func `standard input and packed data give the same model`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    try place.write(Gzip.compressed(Array(clouds().utf8)), to: "clouds.csv.gz")
    _ = try place.run("train clouds.csv \(short)")
    _ = try place.run("train clouds.csv.gz \(short)")
    let piped = try place.run("train - \(short)", input: Array(clouds().utf8))
    #expect(piped.code == 0)
    let model = try place.bytes("runs/clouds-001/model.safetensors")
    #expect(try place.bytes("runs/clouds-002/model.safetensors") == model)
    #expect(try place.bytes("runs/stdin-001/model.safetensors") == model)
  }

  @Test func `validation rows of their own`() throws {
    let place = try Workplace()
    try place.write(clouds(40), to: "clouds.csv")
    try place.write(clouds(12), to: "more.csv")
    let run = try place.run("train clouds.csv \(short) --validation-data more.csv --json -q")
    #expect(try run.json()["validation"]?["rows"]?.int == 12)
  }

  @Test func `nothing held out`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let run = try place.run("train clouds.csv \(short) --validation 0 --json -q")
    let json = try run.json()
    #expect(json["validation"] == .null)
    #expect(json["training"]?["rows"]?.int == 40)
  }

  @Test func `the plane of many points shows both classes`() throws {
    let place = try Workplace()
    _ = try place.run("generate moons --rows 3200 -o moons.csv")
    let run = try place.run(
      "train moons.csv --epochs 1 --hidden 4 --steps 1 --method euler -o run -q")
    #expect(run.code == 0)
    let plane = try place.text("run/plots/plane.svg")
    #expect(plane.contains(">upper<") && plane.contains(">lower<"))
  }

  @Test func `a dry run leaves nothing behind`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let run = try place.run("train clouds.csv \(short) --dry-run")
    #expect(run.code == 0)
    // (2 + 1) * 4 + (4 + 1) * 2 of the field and 2 + 1 of the read-out.
    #expect(
      run.output
        == "would train a classification of kind from 2 features and 40 rows: 25 parameters, at most "
        + "8 epochs\n")
    #expect(!place.has("runs"))
  }

  @Test func `a diverged training ends with its advice`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let run = try place.run(
      "train clouds.csv \(short) --optimizer sgd --learning-rate 1e30 --clip-norm 0 --activation relu"
    )
    #expect(run.code == 1)
    #expect(run.errors.contains("lower the learning rate"))
    #expect(!run.errors.contains("Fatal"))
  }

  @Test func `regression`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let run = try place.run("train clouds.csv --drop name,kind --target v --json -q")
    #expect(run.code == 65)
    let good = try place.run(
      "train clouds.csv --drop name --drop kind --target v --epochs 4 --hidden 4 --json -q")
    #expect(good.code == 0)
    let json = try good.json()
    #expect(json["task"]?.string == "regression")
    #expect((json["validation"]?["baseline_rmse"]?.double ?? 0) > 0)
    let line = try place.text("runs/clouds-001/metrics.jsonl").split(separator: "\n")[0]
    #expect(line.contains("\"val_r2\":"))
  }

  @Test func `folds are scored and no model is kept`() throws {
    let place = try Workplace()
    try place.write(try place.run("generate rings --rows 90").output, to: "rings.csv")
    let run = try place.run("train rings.csv --folds 3 --epochs 3 --json --quiet")
    #expect(run.code == 0, "\(run.errors)")
    let value = try JSONValue(parsing: Array(run.output.utf8), source: "output")
    #expect(value["folds"]?.int == 3)
    #expect(value["measures"]?["accuracy"]?["folds"]?.array?.count == 3)
    let text = try place.run("train rings.csv --folds 3 --epochs 3 --quiet")
    #expect(text.output.hasPrefix("fold") && text.output.contains("deviation"))
    #expect(throws: (any Error).self) { try place.bytes("runs/rings-001/model.safetensors") }
    #expect(try place.run("train rings.csv --folds 1").code == 64)
  }

  @Test func `a search shows the best options first`() throws {
    let place = try Workplace()
    try place.write(try place.run("generate rings --rows 90").output, to: "rings.csv")
    let line = "train rings.csv --folds 2 --epochs 4 --quiet --seed 5"
    let run = try place.run("\(line) --search learning-rate=1e-9,0.05 --search hidden=4")
    #expect(run.code == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines[0].contains("learning-rate") && lines[0].contains("accuracy"))
    #expect(lines[3] == "the best of 2 folds each: --learning-rate 0.05 --hidden 4", "\(lines)")
    // The same as the options given by hand.
    let alone = try place.run("\(line) --learning-rate 0.05 --hidden 4 --json")
    let json = try place.run("\(line) --search learning-rate=0.05 --search hidden=4 --json")
    let value = try JSONValue(parsing: Array(json.output.utf8), source: "output")
    let other = try JSONValue(parsing: Array(alone.output.utf8), source: "output")
    #expect(value["trials"]?.array?[0]["cross_validation"] == other)
    let wrong = try place.run("\(line) --search learning-rat=0.05")
    #expect(wrong.code == 64)
    #expect(wrong.errors.contains("--search: Unknown option '--learning-rat'"), "\(wrong.errors)")
    let bad = try place.run("\(line) --search learning-rate=fast")
    #expect(bad.code == 64 && bad.errors.contains("'fast'"), "\(bad.errors)")
    #expect(try place.run("\(line) --search hidden").code == 64)
  }
}
