import FlowLearn

/// The file of a run that TensorBoard reads: the scalars of each epoch, written as the epochs come.
final class EventFile {
  /// What the names of such files begin with.
  static let prefix = "events.out.tfevents."

  private let file: OpenFile
  private let path: Path
  private let task: LearningTask
  /// The time at which the training's seconds begin, in seconds since 1970.
  private let start: Double

  /// Begins the file with the epochs that are done already; what the directory holds of such files goes,
  /// for it may hold epochs that are to be trained again.
  init(
    in directory: RunDirectory, task: LearningTask,
    done: [(record: TrainingRecord, seconds: Double)], earlier: Double
  ) throws(ToolError) {
    directory.removeEventFiles()
    let now = Machine.secondsSince1970
    path = directory.file("\(EventFile.prefix)\(Int(now)).\(Machine.hostName).\(Machine.process).0")
    self.task = task
    start = now - earlier
    do throws(SystemFailure) {
      file = try OpenFile(path, .creating)
    } catch {
      throw .cannotCreate(path, reason: error.reason)
    }
    try write(ScalarEvent.fileHeader(seconds: done.isEmpty ? now : start))
    for epoch in done { try append(epoch.record, seconds: epoch.seconds) }
  }

  /// Adds an epoch.
  func append(_ record: TrainingRecord, seconds: Double) throws(ToolError) {
    let event = ScalarEvent(
      step: record.epoch, seconds: start + seconds, values: record.scalars(task))
    try write(event.record)
  }

  private func write(_ bytes: [UInt8]) throws(ToolError) {
    do throws(SystemFailure) {
      try file.write(bytes)
    } catch {
      throw .writeFailed(path, reason: error.reason)
    }
  }
}

extension TrainingRecord {
  /// The epoch's numbers under the names by which TensorBoard groups them.
  fileprivate func scalars(_ task: LearningTask) -> [(name: String, value: Double)] {
    let score = task == .classification ? "accuracy" : "r2"
    let numbers: [(String, Double?)] = [
      ("loss/train", trainingLoss), ("loss/validation", validationLoss),
      ("\(score)/validation", validationScore), ("learning_rate", learningRate),
      ("gradient_norm", gradientNorm), ("evaluations/forward", forwardEvaluations),
      ("evaluations/backward", backwardEvaluations),
    ]
    return numbers.compactMap { name, value in value.map { (name, $0) } }
  }
}

extension RunDirectory {
  /// The event files that it holds.
  var eventFiles: [Path] {
    path.entries.filter { $0.hasPrefix(EventFile.prefix) }.map(file)
  }

  /// Removes them.
  func removeEventFiles() {
    for file in eventFiles { file.remove() }
  }
}
