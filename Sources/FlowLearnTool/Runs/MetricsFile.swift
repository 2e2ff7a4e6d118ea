import FlowLearn

/// The file that gets a line of JSON an epoch, written as the epochs come.
final class MetricsFile {
  private let file: OpenFile
  private let path: Path
  private let scoreName: String

  /// Begins the file with the epochs that are done already, in place of whatever it held.
  init(
    at path: Path, task: LearningTask, done: [(record: TrainingRecord, seconds: Double)]
  ) throws(ToolError) {
    self.path = path
    let scoreName = task == .classification ? "val_accuracy" : "val_r2"
    self.scoreName = scoreName
    let lines = done.map { $0.record.json(seconds: $0.seconds, scoreName: scoreName).text() + "\n" }
    try path.replace(with: lines.joined())
    do throws(SystemFailure) {
      file = try OpenFile(path, .appending)
    } catch {
      throw .cannotCreate(path, reason: error.reason)
    }
  }

  /// Adds an epoch's line.
  func append(_ record: TrainingRecord, seconds: Double) throws(ToolError) {
    let line = record.json(seconds: seconds, scoreName: scoreName).text() + "\n"
    do throws(SystemFailure) {
      try file.write(Array(line.utf8))
    } catch {
      throw .writeFailed(path, reason: error.reason)
    }
  }
}

extension TrainingRecord {
  /// The epoch as an object; numbers that are not finite become null.
  func json(seconds: Double, scoreName: String) -> JSONValue {
    func number(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
    return [
      "epoch": .integer(epoch), "step": .integer(step), "time_s": .number(seconds),
      "train_loss": .number(trainingLoss), "val_loss": number(validationLoss),
      scoreName: number(validationScore), "learning_rate": .number(learningRate),
      "grad_norm": .number(gradientNorm), "nfe_forward": .number(forwardEvaluations),
      "nfe_backward": .number(backwardEvaluations),
    ]
  }
}
