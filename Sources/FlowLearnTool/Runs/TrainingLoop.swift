import FlowLearn

/// A training driven epoch by epoch: its metrics are written as they come, a checkpoint from time to
/// time, and it stops between two steps when the user asks.
struct TrainingLoop {
  let directory: RunDirectory
  let monitor: TrainingMonitor
  let startedAt: String
  let data: DataFingerprint
  var file: CheckpointFile
  /// The seconds from the beginning to the end of each epoch.
  var epochSeconds: [Double]

  /// Trains to the end, or until the user asks to stop; a checkpoint of where it ended is there
  /// afterwards, unless the training diverged: then it is the last good one.
  mutating func run(_ training: FlowTraining<TabularModel>) throws(ToolError) {
    do throws(ToolError) {
      try drive(training)
    } catch {
      throw withAdvice(error)
    }
  }

  private mutating func drive(_ training: FlowTraining<TabularModel>) throws(ToolError) {
    // A run can go on from its first moment.
    try save(training)
    while training.outcome == nil {
      let isWhole = training.advance {
        !Interruption.isRequested && !file.isDue(at: monitor.seconds)
      }
      if isWhole, let record = training.history.last {
        let seconds = monitor.seconds
        epochSeconds.append(seconds)
        try monitor.finished(record, at: seconds)
      }
      guard training.outcome == nil else { break }
      if Interruption.isRequested {
        try save(training)
        training.cancel()
        return
      }
      if file.isDue(at: monitor.seconds) || file.isDue(afterEpoch: training.history.count) {
        try save(training)
      }
    }
    if case .diverged = training.outcome { return }
    try save(training)
  }

  /// A full disk is told with what is safe, and how to go on.
  private func withAdvice(_ error: ToolError) -> ToolError {
    guard case .writeFailed(let path, let reason) = error, let epoch = file.lastEpoch else {
      return error
    }
    return .writeFailed(
      path,
      reason: "\(reason) (the checkpoint of epoch \(epoch) is whole: make room, and go on with "
        + "--resume \(directory.path))")
  }

  private mutating func save(_ training: FlowTraining<TabularModel>) throws(ToolError) {
    let seconds = monitor.seconds
    let note = RunCheckpoint.note(
      startedAt: startedAt, epochSeconds: epochSeconds, seconds: seconds, data: data)
    try file.save(training.checkpoint, note: note, at: seconds)
  }
}
