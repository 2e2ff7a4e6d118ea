import FlowLearn
import Foundation
import Testing

/// `train --tensorboard`: event files that TensorBoard's own reader reads.
@Suite struct TensorBoardTests {
  /// Every scalar of a directory of event files, as one JSON object.
  private static let script = """
    import json, sys
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    events = EventAccumulator(sys.argv[1]).Reload()
    print(json.dumps({tag: [[e.step, e.value, e.wall_time] for e in events.Scalars(tag)]
                      for tag in events.Tags()["scalars"]}))
    """

  private func scalars(_ place: Workplace, _ run: String) throws -> JSONValue {
    let python = try Python.run(Self.script, [place.path(run)])
    #expect(python.code == 0, "\(python.output)")
    let line = try #require(python.output.split(separator: "\n").last { $0.hasPrefix("{") })
    return try JSONValue(parsing: Array(line.utf8), source: "scalars")
  }

  private func eventFiles(_ place: Workplace, _ run: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: place.path(run))
      .filter { $0.hasPrefix("events.out.tfevents.") }
  }

  /// The scalars of an event file are those of `metrics.jsonl`, in 32 bits.
  private func compare(_ place: Workplace, _ run: String, epochs: Int) throws {
    let scalars = try scalars(place, run)
    let metrics = try place.text(run + "/metrics.jsonl").split(separator: "\n").map {
      try JSONValue(parsing: Array($0.utf8), source: "metrics")
    }
    #expect(metrics.count == epochs)
    let names = [
      "loss/train": "train_loss", "loss/validation": "val_loss",
      "accuracy/validation": "val_accuracy", "learning_rate": "learning_rate",
      "gradient_norm": "grad_norm", "evaluations/forward": "nfe_forward",
      "evaluations/backward": "nfe_backward",
    ]
    #expect(Set(scalars.object?.members.map(\.key) ?? []) == Set(names.keys))
    for (tag, key) in names {
      let points = try #require(scalars[tag]?.array)
      #expect(points.map { $0.array?[0].int } == Array(1...epochs))
      for (point, record) in zip(points, metrics) {
        #expect(point.array?[1].double.map(Float.init) == record[key]?.double.map(Float.init))
      }
      let times = points.compactMap { $0.array?[2].double }
      #expect(times == times.sorted())
      #expect(abs((times.last ?? 0) - Date().timeIntervalSince1970) < 60)
    }
  }

  @Test(.enabled(if: Python.has("tensorboard"), Python.absence))
  func `TensorBoard reads the metrics`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let run = try place.run("train clouds.csv \(short) --tensorboard -o run")
    #expect(run.code == 0)
    try compare(place, "run", epochs: 8)
  }

  /// A run that goes on has one file with all epochs, each once, asked for or not.
  @Test(.enabled(if: Python.has("tensorboard"), Python.absence))
  func `a resumed run has all epochs once`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    _ = try place.run("train clouds.csv \(short) --tensorboard --patience 0 -o run")
    let resumed = try place.run("train clouds.csv --resume run --epochs 11")
    #expect(resumed.code == 0, "\(resumed.errors)")
    #expect(try eventFiles(place, "run").count == 1)
    try compare(place, "run", epochs: 11)
  }

  @Test func `event files are written when asked for, and belong to their run`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    _ = try place.run("train clouds.csv \(short) -o run")
    #expect(try eventFiles(place, "run").isEmpty)
    _ = try place.run("train clouds.csv \(short) --tensorboard --force -o run")
    #expect(try eventFiles(place, "run").count == 1)
    _ = try place.run("train clouds.csv \(short) --force -o run")
    #expect(try eventFiles(place, "run").isEmpty)
  }
}
