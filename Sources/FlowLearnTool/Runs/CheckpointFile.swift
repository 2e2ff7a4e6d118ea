import FlowLearn

/// The file that a training goes on from, and when it is written.
struct CheckpointFile {
  /// Where it is.
  let path: Path
  /// The epochs from one to the next; when nil, time decides.
  let interval: Int?

  /// The epochs done by the checkpoint that is there; nil before the first.
  private(set) var lastEpoch: Int?
  private var lastTime: Double?
  private var cost = 0.0

  /// A file, which may hold the checkpoint of a run that goes on.
  init(_ path: Path, interval: Int?, epoch: Int?) {
    self.path = path
    lastEpoch = epoch
    self.interval = interval
  }

  /// Whether the file is to be written after so many epochs, where they decide.
  func isDue(afterEpoch epoch: Int) -> Bool {
    interval.map { epoch - (lastEpoch ?? 0) >= $0 } ?? false
  }

  /// Whether the file is to be written at a time in seconds, be it in the middle of an epoch, where no
  /// epochs decide: a second after the last time, or so late that writing takes a twentieth of the time.
  func isDue(at seconds: Double) -> Bool {
    guard interval == nil, let lastTime else { return false }
    return seconds - lastTime >= max(1, 20 * cost)
  }

  /// Writes the file, whole or not at all.
  mutating func save(
    _ checkpoint: TrainingCheckpoint, note: JSONValue, at seconds: Double
  ) throws(ToolError) {
    let watch = Stopwatch()
    var checkpoint = checkpoint
    checkpoint.notes[RunCheckpoint.noteName] = note.text()
    try path.replace(with: checkpoint.bytes(version: toolVersion))
    cost = watch.seconds
    lastTime = seconds
    lastEpoch = checkpoint.history.count
  }
}
