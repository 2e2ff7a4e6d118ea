import FlowLearn

/// A training driven epoch by epoch: its metrics are written as they come, a checkpoint from time to
/// time, and it stops between two steps when the user asks.
struct TrainingLoop {
  let directory: RunDirectory
  let monitor: TrainingMonitor
  /// When the run began, and how long its epochs took.
  private(set) var origin: RunOrigin
  let data: DataFingerprint
  private var file: CheckpointFile

  init(
    directory: RunDirectory, monitor: TrainingMonitor, origin: RunOrigin, data: DataFingerprint,
    file: CheckpointFile
  ) {
    self.directory = directory
    self.monitor = monitor
    self.origin = origin
    self.data = data
    self.file = file
  }

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
        origin.epochSeconds.append(seconds)
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
    origin.seconds = monitor.seconds
    let note = RunCheckpoint.note(origin, data)
    try file.save(training.checkpoint, note: note, at: origin.seconds)
  }
}
