import FlowLearn

/// The directory of a run: configuration, metrics, summary, model, plots and report.
struct RunDirectory {
  static let modelName = "model.safetensors"
  static let checkpointName = "checkpoint.safetensors"
  static let configurationName = "config.json"
  static let metricsName = "metrics.jsonl"
  static let summaryName = "summary.json"
  static let reportName = "report.html"
  static let plotsName = "plots"

  /// Where it is.
  let path: Path

  /// Makes the directory of a new run: where the user wants it, or the next free `runs/NAME-001`,
  /// named after the data.
  init(output: String?, data: Path, overwrites: Bool) throws(ToolError) {
    if let output {
      path = Path(output)
      try RunDirectory.claim(path, overwrites: overwrites)
    } else {
      let name = data == .standardInput ? "stdin" : data.stem
      path = try RunDirectory.next(named: name, in: Path("runs"))
    }
  }

  /// The directory of a run that is there, to go on in.
  init(resuming path: Path) throws(ToolError) {
    self.path = path
    switch path.kind {
    case .nothing: throw .noSuchInput(path)
    case .file: throw .unusable(path, "this is a file: --resume takes the directory of a run")
    case .directory: break
    }
    guard configuration.kind == .file else {
      throw .unusable(path, "this directory is no run: it holds no \(configuration.name)")
    }
  }

  /// Removes what writing left when it was cut short.
  func removeRemnants() {
    for name in path.entries where name.hasPrefix(".") && name.hasSuffix(".tmp") {
      path.appending(name).remove()
    }
  }

  /// The path of a file of the run.
  func file(_ name: String) -> Path { path.appending(name) }

  /// The model's file.
  var model: Path { file(RunDirectory.modelName) }

  /// The file that a training goes on from.
  var checkpoint: Path { file(RunDirectory.checkpointName) }

  /// The file of all options.
  var configuration: Path { file(RunDirectory.configurationName) }

  private static func claim(_ path: Path, overwrites: Bool) throws(ToolError) {
    switch path.kind {
    case .nothing: try path.createDirectories()
    case .file: throw .cannotCreate(path, reason: "a file of that name is there")
    case .directory:
      guard overwrites || path.entries.isEmpty else { throw .outputExists(path) }
      guard DirectoryLock.isFree(path) else { throw .outputBusy(path) }
      // What an earlier run left must not be taken for this one's.
      let names = [
        configurationName, metricsName, summaryName, modelName, checkpointName, reportName,
      ]
      for name in names { path.appending(name).remove() }
      for name in path.entries where name.hasPrefix(EventFile.prefix) {
        path.appending(name).remove()
      }
      let plots = path.appending(plotsName)
      for name in plots.entries where name.hasSuffix(".svg") { plots.appending(name).remove() }
    }
  }

  /// Makes the first directory of the names `name-001`, `name-002`, … behind the last that is there.
  private static func next(named name: String, in parent: Path) throws(ToolError) -> Path {
    try parent.createDirectories()
    let taken = parent.entries.compactMap { entry -> Int? in
      guard entry.hasPrefix(name + "-") else { return nil }
      return Int(entry.dropFirst(name.count + 1))
    }
    var number = (taken.max() ?? 0) + 1
    while true {
      let digits = String(number)
      let zeros = String(repeating: "0", count: max(0, 3 - digits.count))
      let path = parent.appending("\(name)-\(zeros)\(digits)")
      do throws(SystemFailure) {
        try path.createDirectory()
        return path
      } catch {
        // Another training may have taken the number in this instant.
        guard error == .fileExists else { throw .cannotCreate(path, reason: error.reason) }
        number += 1
      }
    }
  }
}
