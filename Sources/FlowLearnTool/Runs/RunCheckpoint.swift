import FlowLearn

/// A training as it stood, with what its run knows beside it: when it began, how long each epoch took,
/// and which data it read.
struct RunCheckpoint {
  /// What the training goes on from.
  let training: TrainingCheckpoint
  /// The date and time of the first beginning.
  let startedAt: String
  /// The seconds from the beginning to the end of each epoch, pauses left out.
  let epochSeconds: [Double]
  /// The seconds of training so far.
  let seconds: Double
  /// The SHA-256 of the files of data, and of those of validation rows.
  let data: DataFingerprint

  /// Reads the checkpoint of a run.
  init(of directory: RunDirectory) throws(ToolError) {
    let path = directory.checkpoint
    guard path.kind == .file else {
      throw .unusable(
        directory.path,
        "this run holds no \(path.name) to go on from (train again, without --resume)")
    }
    let bytes = try path.bytes()
    do throws(CheckpointError) {
      training = try TrainingCheckpoint(bytes: bytes, source: path.description)
    } catch {
      throw .unusableCheckpoint(error, path)
    }
    let text = training.notes[RunCheckpoint.noteName] ?? ""
    let note = try? JSONValue(parsing: Array(text.utf8), source: path.description)
    guard let startedAt = note?["started_at"]?.string, let seconds = note?["seconds"]?.double,
      let data = note.flatMap(DataFingerprint.init), let times = note?["epoch_seconds"]?.array,
      times.count == training.history.count
    else {
      throw .unusable(path, "the checkpoint does not say of which run it is: the file is damaged")
    }
    self.startedAt = startedAt
    self.seconds = seconds
    self.data = data
    epochSeconds = times.map { $0.double ?? 0 }
  }

  /// The note of a run beside a checkpoint.
  static func note(
    startedAt: String, epochSeconds: [Double], seconds: Double, data: DataFingerprint
  ) -> JSONValue {
    [
      "started_at": .string(startedAt), "seconds": .number(seconds),
      "data": .array(data.rows.map(JSONValue.string)),
      "validation": .array(data.validation.map(JSONValue.string)),
      "epoch_seconds": .array(epochSeconds.map(JSONValue.number)),
    ]
  }

  /// The name of the note.
  static let noteName = "run"
}

/// What tells data from other data: the SHA-256 of each file.
struct DataFingerprint: Equatable {
  /// Of the files of data.
  let rows: [String]
  /// Of the files of validation rows; none when a part of the data is held out.
  let validation: [String]

  /// The fingerprint of what was read.
  init(_ source: DataSource, validation: DataSource?) {
    rows = source.files.map(\.sha256)
    self.validation = validation?.files.map(\.sha256) ?? []
  }

  /// The fingerprint in a checkpoint's note.
  init?(_ note: JSONValue) {
    guard let rows = note["data"]?.array?.compactMap(\.string),
      let validation = note["validation"]?.array?.compactMap(\.string)
    else { return nil }
    self.rows = rows
    self.validation = validation
  }
}
