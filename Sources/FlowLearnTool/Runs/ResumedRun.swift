import Arguments
import FlowLearn

/// A run in which a training is to go on.
struct ResumedRun {
  /// Where it is.
  let directory: RunDirectory
  /// The epochs that the run was last to have.
  private let epochs: Int?

  /// The options that may differ from those that the run was begun with, beside those that are about
  /// one call alone; the files of data are compared by what they hold.
  private static let changeable: Set<String> = ["data", "validation-data", "epochs", "patience"]

  /// The run of that name; nil for none.
  ///
  /// - Throws: when an option on the command line contradicts the run.
  init?(_ name: String?, _ options: ResolvedOptions) throws(ToolError) {
    guard let name else { return nil }
    directory = try RunDirectory(resuming: Path(name))
    let begun = try Configuration(reading: directory.configuration)
    epochs = begun.values["epochs"]?.json.int
    let fixed = RunOptions.names.union(ResumedRun.changeable)
    for entry in options.entries where entry.source == .commandLine && !fixed.contains(entry.name) {
      guard let known = begun.values[entry.name], !known.isSame(as: entry.value) else { continue }
      throw .usage(
        "'--\(entry.name)' is \(entry.value.words), and the run \(name) was begun with "
          + "\(known.words): leave it out, or begin a new run")
    }
    _ = try checkpoint()
  }

  /// A sentence about learning rates that would have been others, had the training been as long from
  /// the beginning as it is now; nil when they would not.
  func scheduleWarning(_ options: TrainingOptions, done: Int) -> String? {
    guard options.schedule != .constant, options.scheduleEpochs == nil,
      options.method.followsSchedule, done > 0, let epochs, epochs != options.epochs
    else { return nil }
    return "the learning rate now follows its schedule over \(options.epochs.of("epoch")), and the "
      + "epochs so far followed it over \(epochs): a training that is to be lengthened as if it had "
      + "been long from the beginning needs --schedule-epochs there"
  }

  /// Where the training stands.
  func checkpoint() throws(ToolError) -> RunCheckpoint { try RunCheckpoint(of: directory) }

  /// Refuses other data than the run was begun with.
  func check(_ source: DataSource, validation: DataSource?) throws(ToolError) {
    let (known, found) = (
      try checkpoint().data, DataFingerprint(source, validation: validation)
    )
    for (path, own, other) in [
      (source.path, found.rows, known.rows),
      (validation?.path ?? source.path, found.validation, known.validation),
    ] where own != other {
      throw .unusable(
        path,
        "these are not the data that \(directory.path) was begun with, for their SHA-256 is another "
          + "(bring back the old ones, or begin a new run)")
    }
  }
}

extension OptionValue {
  /// Whether both say the same: a whole number may be written with a point.
  fileprivate func isSame(as other: OptionValue) -> Bool {
    self == other || json.double != nil && json.double == other.json.double
  }

  /// The value as a user would write it.
  fileprivate var words: String {
    switch self {
    case .null: "nothing"
    case .text(let text): text
    default: json.text()
    }
  }
}
