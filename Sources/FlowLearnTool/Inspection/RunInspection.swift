import FlowLearn

/// What a run came to, and its model.
struct RunInspection: Inspectable {
  private let path: Path
  private let summary: JSONValue?
  private let model: ModelInspection

  /// Reads a run's directory; a run without a summary is one that is still going on.
  init(_ path: Path) throws(ToolError) {
    self.path = path
    model = ModelInspection(try ModelSource(reading: path))
    let file = path.appending(RunDirectory.summaryName)
    guard file.kind == .file else {
      summary = nil
      return
    }
    let bytes = try file.bytes()
    do {
      summary = try JSONValue(parsing: bytes, source: file.description)
    } catch {
      throw .data(error)
    }
  }

  var json: JSONValue {
    ["run": .string(path.text), "summary": summary ?? .null, "model": model.json]
  }

  var text: String {
    guard let summary else {
      return "run \(path): it has no summary yet: it goes on, or was cut short\n\n" + model.text
    }
    var facts = TextTable([.left, .left])
    facts.append("run", path.text)
    facts.append("started", words(summary["started_at"]))
    facts.append("data", words(summary["data"]?["path"]))
    facts.append(
      "rows",
      "\(words(summary["data"]?["training_rows"])) to train, "
        + "\(words(summary["data"]?["validation_rows"])) to validate")
    facts.append(
      "best epoch",
      "\(words(summary["best_epoch"])) of \(words(summary["epochs"])) (\(words(summary["outcome"])))")
    for (key, name) in [("accuracy", "validation accuracy"), ("r2", "validation R2")] {
      if let value = summary["validation"]?[key]?.double { facts.append(name, value.fixed(4)) }
    }
    facts.append("time", durationText(seconds: summary["wall_time_s"]?.double ?? 0))
    return facts.text + "\n\n" + model.text
  }

  private func words(_ value: JSONValue?) -> String {
    value?.string ?? value?.text() ?? "-"
  }
}
