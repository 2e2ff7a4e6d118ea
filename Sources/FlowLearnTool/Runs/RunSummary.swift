import Arguments
import FlowLearn

/// What a run came to, for its summary, its report and standard output.
struct RunSummary {
  let run: RunDirectory
  let data: DataSource
  let model: TabularModel
  let history: [TrainingRecord]
  let bestEpoch: Int
  let outcome: TrainingOutcome
  let trainingRows: Int
  let validationRows: Int
  /// The scores on the rows that were held out; nil when there are none.
  let validation: ScoreReport?
  /// The scores on the rows that were trained on, where nothing was held out.
  let training: ScoreReport?
  let seed: Int
  let threads: Int
  let seconds: Double
  /// What the training was expected to take of memory.
  let memory: MemoryForecast
  /// The largest resident size at its end.
  let peakResidentBytes: Int
  let startedAt: String

  /// What `train --json` prints.
  var resultJSON: JSONValue {
    var object: JSONObject = [
      "run": .string(run.path.text), "model": .string(run.model.text),
      "task": .string(model.task.rawValue), "epochs": .integer(history.count),
      "best_epoch": .integer(bestEpoch), "validation": validation?.json ?? .null,
    ]
    if let training { object["training"] = training.json }
    object["seconds"] = .number(seconds)
    return .object(object)
  }

  /// What `summary.json` holds.
  var json: JSONValue {
    let best = history.first { $0.epoch == bestEpoch }
    return [
      "flowlearn": .string(toolVersion), "started_at": .string(startedAt),
      "task": .string(model.task.rawValue), "target": .string(model.encoder.target),
      "outcome": .string(outcome.word), "epochs": .integer(history.count),
      "best_epoch": .integer(bestEpoch), "train_loss": .number(best?.trainingLoss ?? .nan),
      "val_loss": .number(best?.validationLoss ?? .nan), "validation": validation?.json ?? .null,
      "training": training?.json ?? .null, "parameters": .integer(model.parameterCount),
      "nfe_forward": .number(best?.forwardEvaluations ?? .nan),
      "nfe_backward": .number(best?.backwardEvaluations ?? .nan),
      "data": [
        "path": .string(data.path.description),
        "files": .array(
          data.files.map { ["path": .string($0.path.description), "sha256": .string($0.sha256)] }),
        "rows": .integer(data.rows.count), "training_rows": .integer(trainingRows),
        "validation_rows": .integer(validationRows),
      ],
      "memory": memory.json(peak: peakResidentBytes), "seed": .integer(seed),
      "threads": .integer(threads),
      "wall_time_s": .number(seconds),
    ]
  }

  /// What people read.
  var text: String {
    var blocks: [String] = []
    if let validation { blocks.append(validation.text("validation")) }
    if let training { blocks.append(training.text("training")) }
    var facts = TextTable([.left, .left])
    facts.append("best epoch", "\(bestEpoch) of \(history.count) (\(outcome.words))")
    if let best = history.first(where: { $0.epoch == bestEpoch }) {
      facts.append(
        "evaluations a row",
        "\(best.forwardEvaluations.significant(6)) forward, "
          + "\(best.backwardEvaluations.significant(6)) backward an epoch")
    }
    facts.append("parameters", model.parameterCount.grouped)
    facts.append("time", durationText(seconds: seconds))
    facts.append(
      "memory",
      "\(sizeText(bytes: peakResidentBytes)) at the peak, "
        + "\(sizeText(bytes: memory.peak)) predicted")
    facts.append("run", run.path.text)
    return (blocks + [facts.text]).joined(separator: "\n\n")
  }
}

extension TrainingOutcome {
  /// One word for files.
  var word: String {
    switch self {
    case .completed: "completed"
    case .stoppedEarly: "stopped_early"
    case .cancelled: "interrupted"
    case .converged: "converged"
    case .diverged: "diverged"
    }
  }

  /// A few words for people.
  var words: String {
    switch self {
    case .completed: "all epochs done"
    case .stoppedEarly: "stopped early"
    case .cancelled: "interrupted"
    case .converged: "converged"
    case .diverged(let epoch): "diverged in epoch \(epoch)"
    }
  }
}
