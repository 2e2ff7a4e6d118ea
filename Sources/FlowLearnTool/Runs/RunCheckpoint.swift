import FlowLearn

/// When a run began, and how long it took so far.
struct RunOrigin {
  /// The date and time of the first beginning.
  let startedAt: String
  /// The seconds from the beginning to the end of each epoch, pauses left out.
  var epochSeconds: [Double] = []
  /// The seconds of training so far.
  var seconds = 0.0
}

/// A training as it stood, with what its run knows beside it: when it began, how long each epoch took,
/// and which data it read.
struct RunCheckpoint {
  /// What the training goes on from.
  let training: TrainingCheckpoint
  /// When the run began.
  let origin: RunOrigin
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
    origin = RunOrigin(
      startedAt: startedAt, epochSeconds: times.map { $0.double ?? 0 }, seconds: seconds)
    self.data = data
  }

  /// The note of a run beside a checkpoint.
  static func note(_ origin: RunOrigin, _ data: DataFingerprint) -> JSONValue {
    [
      "started_at": .string(origin.startedAt), "seconds": .number(origin.seconds),
      "data": .array(data.rows.map(JSONValue.string)),
      "validation": .array(data.validation.map(JSONValue.string)),
      "epoch_seconds": .array(origin.epochSeconds.map(JSONValue.number)),
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
