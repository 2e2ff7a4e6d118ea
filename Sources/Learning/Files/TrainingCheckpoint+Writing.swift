public import DataIO
import Tensors

extension TrainingCheckpoint {
  /// What a checkpoint's metadata give as their format.
  public static var formatName: String { "flowlearn-checkpoint" }
  /// The version of the checkpoint format that is written.
  public static var formatVersion: Int { 1 }

  /// The checkpoint as named tensors with the rest beside them.
  ///
  /// Tensors: `parameters`, `best` and `rule.NAME`, in the training's precision; `history` of shape
  /// `[epochs, 9]` in double precision, where the numbers that metrics have stand in the order of
  /// ``TrainingRecord``; `stream`, six unsigned integers: key, numbers drawn, streams split. Metadata:
  /// `format`, `format_version`, `version`, as JSON `training` and `plan`, a `note.NAME` for each
  /// note, and `sha256` of the tensors' bytes in the order of their names.
  ///
  /// - Parameter version: the version of the program that writes.
  /// - Returns: what a checkpoint file holds.
  public func safetensors(version: String) -> Safetensors {
    var tensors = [
      stored("parameters", parameters), stored("best", bestParameters),
      StoredTensor(
        name: "history", history.flatMap(\.numbers),
        shape: [history.count, TrainingRecord.numberCount]),
      StoredTensor(name: "stream", stream.words),
    ]
    for (name, array) in rule.arrays.sorted(by: { $0.key < $1.key }) {
      tensors.append(
        StoredTensor(
          name: "rule.\(name)", type: array.type, shape: array.shape, bytes: array.bytes))
    }
    var metadata = [
      "format": TrainingCheckpoint.formatName,
      "format_version": String(TrainingCheckpoint.formatVersion), "version": version,
      "training": facts.text(), "plan": plan.text(), "sha256": StoredTensor.digest(of: tensors),
    ]
    for (name, note) in notes { metadata["note.\(name)"] = note }
    return Safetensors(tensors, metadata: metadata)
  }

  /// The bytes of the checkpoint's file.
  public func bytes(version: String) -> [UInt8] { safetensors(version: version).bytes }

  private func stored(_ name: String, _ tensor: Tensor<Double>) -> StoredTensor {
    switch precision {
    case .single: StoredTensor(name: name, tensor.converted(to: Float.self))
    case .double: StoredTensor(name: name, tensor)
    }
  }

  /// What is neither an array nor the plan.
  private var facts: JSONValue {
    var rule = JSONObject()
    for (name, number) in self.rule.numbers.sorted(by: { $0.key < $1.key }) {
      rule[name] = .string(number.description)
    }
    var words = JSONObject()
    for (name, word) in self.rule.words.sorted(by: { $0.key < $1.key }) {
      words[name] = .string(word)
    }
    return [
      "precision": .string(precision.rawValue), "epochs": .integer(history.count),
      "best_epoch": .integer(bestEpoch),
      "validates": .bool(history.last.map { $0.validationLoss != nil } ?? false),
      "epoch": epoch?.json ?? .null, "rule_numbers": .object(rule),
      "rule_words": .object(words),
    ]
  }
}

extension TrainingRecord {
  /// The numbers of ``numbers``.
  static var numberCount: Int { 9 }

  /// All but the epoch, which is the row, and what the best epochs follow from.
  fileprivate var numbers: [Double] {
    [
      Double(step), trainingLoss, validationLoss ?? .nan, validationScore ?? .nan, learningRate,
      gradientNorm, forwardEvaluations, backwardEvaluations, isBest ? 1 : 0,
    ]
  }
}

extension EpochProgress {
  /// The progress as JSON; sums in writing, which holds every bit of them.
  fileprivate var json: JSONValue {
    [
      "rows": .integer(rows), "batches": .integer(batches), "step": .integer(step),
      "loss": .string(loss.description), "gradient_norm": .string(gradientNorm.description),
      "learning_rate": .string(learningRate.description),
      "forward_evaluations": .integer(forwardEvaluations),
      "backward_evaluations": .integer(backwardEvaluations),
    ]
  }
}

extension RandomStream.State {
  /// The state as six integers.
  fileprivate var words: [UInt64] { [key[0], key[1], key[2], key[3], drawn, splits] }
}
