import FlowLearn
import Foundation
import Testing

@Suite struct ResumeTests {
  private func expectEqual(_ run: String, _ other: String, _ place: Workplace) throws {
    #expect(
      try place.bytes("\(run)/model.safetensors") == place.bytes("\(other)/model.safetensors"))
    #expect(try place.metrics(run) == place.metrics(other))
  }

  @Test(arguments: [1, 10, 19])
  func `a training that was lengthened is one that was long`(split: Int) throws {
    let place = try Workplace()
    try place.write(clouds(60), to: "clouds.csv")
    let line = "train clouds.csv \(short) --schedule-epochs 20 -q"
    _ = try place.run("\(line) --epochs 20 -o whole --threads 1")
    #expect(try place.run("\(line) --epochs \(split) -o run --threads 2").code == 0)
    #expect(try place.metrics("run").count == split)
    let rest = try place.run("train clouds.csv --resume run --epochs 20 --threads 2")
    #expect(rest.code == 0, "\(rest.errors)")
    #expect(
      rest.errors.contains("run: going on after \(split == 1 ? "1 epoch" : "\(split) epochs")"))
    #expect(!rest.errors.contains("warning"))
    try expectEqual("run", "whole", place)
    #expect(try place.text("run/config.json") == place.text("whole/config.json"))
  }

  @Test(arguments: [
    "--optimizer sgd", "--optimizer nesterov --schedule constant", "--optimizer lbfgs",
    "--optimizer emsa", "--optimizer msa --precision double", "--schedule warmup --validation 0",
    "--no-shuffle --batch-size 7 --augment 1",
    "--class-weights balanced --label-smoothing 0.1 --kinetic 0.1",
  ])
  func `whatever the optimizer and the flow`(options: String) throws {
    let place = try Workplace()
    try place.write(clouds(60), to: "clouds.csv")
    let line = "train clouds.csv \(short) --epochs 4 --schedule-epochs 6 \(options) -q"
    _ = try place.run("\(line) --epochs 6 -o whole")
    let begun = try place.run("\(line) -o run")
    #expect(begun.code == 0, "\(begun.errors)")
    // The data and all options are the run's.
    let rest = try place.run("train --resume run --epochs 6 -q")
    #expect(rest.code == 0, "\(rest.errors)")
    try expectEqual("run", "whole", place)
  }

  @Test func `a flow of adaptive steps goes on too`() throws {
    let place = try Workplace()
    try place.write(clouds(60), to: "clouds.csv")
    let line =
      "train clouds.csv --drop name --hidden 4 --method dopri5 --rtol 1e-4 --schedule constant -q"
    _ = try place.run("\(line) --epochs 6 -o whole")
    #expect(try place.run("\(line) --epochs 4 -o run").code == 0)
    #expect(try place.run("train --resume run --epochs 6 -q").code == 0)
    try expectEqual("run", "whole", place)
  }

  @Test func `what has ended is not trained again`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    _ = try place.run("train clouds.csv \(short) -o run -q")
    let model = try place.bytes("run/model.safetensors")
    let metrics = try place.text("run/metrics.jsonl")
    let again = try place.run("train --resume run")
    #expect(again.code == 0)
    #expect(
      again.errors.contains(
        "run: the training has ended after 8 epochs (all epochs done): give more --epochs or "
          + "--patience to go on\n"))
    #expect(again.output.hasPrefix("validation accuracy"))
    #expect(try place.bytes("run/model.safetensors") == model)
    #expect(try place.text("run/metrics.jsonl") == metrics)
  }

  @Test func `a schedule that becomes longer is warned of`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    _ = try place.run("train clouds.csv \(short) -o run -q")
    let rest = try place.run("train --resume run --epochs 12 -q")
    #expect(
      rest.errors
        == "warning: the learning rate now follows its schedule over 12 epochs, and the epochs so far "
        + "followed it over 8: a training that is to be lengthened as if it had been long from the "
        + "beginning needs --schedule-epochs there\n")
    #expect(rest.code == 0)
  }

  /// What a call of `train` with a run refuses, with its code and sentence.
  static let refusals: [(line: String, code: Int32, sentence: String)] = [
    ("--resume none", 66, "flowlearn: none: there is no such file or directory\n"),
    (
      "--resume clouds.csv", 65,
      "flowlearn: clouds.csv: this is a file: --resume takes the directory of a run\n"
    ),
    (
      "--resume folder", 65,
      "flowlearn: folder: this directory is no run: it holds no config.json\n"
    ),
    (
      "--resume bare", 65,
      "flowlearn: bare: this run holds no checkpoint.safetensors to go on from (train again, "
        + "without --resume)\n"
    ),
    (
      "--resume run --learning-rate 0.2", 64,
      "flowlearn: '--learning-rate' is 0.2, and the run run was begun with 0.05: leave it out, or "
        + "begin a new run\n"
    ),
    (
      "--resume run --hidden 5", 64,
      "flowlearn: '--hidden' is 5, and the run run was begun with 4: leave it out, or begin a new "
        + "run\n"
    ),
    (
      "other.csv --resume run", 65,
      "flowlearn: other.csv: these are not the data that run was begun with, for their SHA-256 is "
        + "another (bring back the old ones, or begin a new run)\n"
    ),
    (
      "--resume model", 65,
      "flowlearn: model/checkpoint.safetensors: this safetensors file is not a flowlearn checkpoint: "
        + "its metadata do not say format = flowlearn-checkpoint\n"
    ),
    (
      "--resume cut", 65,
      "flowlearn: cut/checkpoint.safetensors: "
    ),
    (
      "--resume damaged", 65,
      "flowlearn: damaged/checkpoint.safetensors: the tensors are not those that were written, for "
        + "their SHA-256 is another: the file is damaged\n"
    ),
    (
      "--resume edited", 65,
      "flowlearn: edited/checkpoint.safetensors: the checkpoint belongs to another training: its "
        + "options.batch_size is 4, and this one's is 5\n"
    ),
    ("clouds.csv --resume run -o x", 64, "Error: '--resume' and '--output' do not go together\n"),
    (
      "clouds.csv --resume run --folds 3", 64,
      "Error: '--folds', '--search' and '--resume' do not go together\n"
    ),
    (
      "clouds.csv --checkpoint-every 0", 64, "Error: '--checkpoint-every' must be at least 1\n"
    ),
  ]

  @Test func `a run that cannot go on says why`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    try place.write(clouds(44), to: "other.csv")
    try place.makeDirectory("folder")
    let begun = try place.run("train clouds.csv \(short) --epochs 2 --batch-size 4 -o run -q")
    #expect(begun.code == 0)
    let bytes = try place.bytes("run/checkpoint.safetensors")
    let configuration = try place.text("run/config.json")
    for (name, checkpoint) in [
      ("bare", nil), ("model", try place.bytes("run/model.safetensors")),
      ("cut", Array(bytes.dropLast(9))),
      ("damaged", bytes.dropLast() + [bytes[bytes.count - 1] ^ 1]),
      ("edited", bytes),
    ] as [(String, [UInt8]?)] {
      try place.makeDirectory(name)
      let text =
        name == "edited"
        ? configuration.replacingOccurrences(of: "\"batch-size\": 4", with: "\"batch-size\": 5")
        : configuration
      try place.write(text, to: "\(name)/config.json")
      if let checkpoint { try place.write(checkpoint, to: "\(name)/checkpoint.safetensors") }
    }
    for refusal in Self.refusals {
      let run = try place.run("train \(refusal.line) -q")
      #expect(run.code == refusal.code, "\(refusal.line): \(run.errors)")
      #expect(run.errors.hasPrefix(refusal.sentence), "\(refusal.line): \(run.errors)")
      #expect(run.output == "")
    }
    // And nothing of the run has changed.
    #expect(try place.bytes("run/checkpoint.safetensors") == bytes)
    #expect(try place.text("run/config.json") == configuration)
  }

  @Test func `data of the same bytes may lie elsewhere`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    _ = try place.run("train clouds.csv \(short) --epochs 2 -o run -q")
    try FileManager.default.moveItem(at: place.url("clouds.csv"), to: place.url("moved.csv"))
    #expect(try place.run("train --resume run --epochs 3 -q").code == 66)
    #expect(try place.run("train moved.csv --resume run --epochs 3 -q").code == 0)
  }
}
