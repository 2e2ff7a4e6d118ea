public import DataIO
import Tensors

extension TrainingCheckpoint {
  /// The checkpoint in the bytes of a file.
  ///
  /// Everything is checked: that the file is a checkpoint of a known format, that it is whole, that
  /// its tensors' bytes are those that were written, and that counts agree. Whether it is of the
  /// training that is to go on, ``TrainingSession/resume(from:)`` finds out.
  ///
  /// - Parameters:
  ///   - bytes: the bytes of the file.
  ///   - source: the name of the file, for sentences.
  /// - Throws: what is wrong with the file.
  public init(bytes: [UInt8], source: String) throws(CheckpointError) {
    let file: Safetensors
    do throws(DataError) {
      file = try Safetensors(bytes, source: source)
    } catch {
      throw .data(error)
    }
    try self.init(file)
  }

  /// The checkpoint in a safetensors file.
  ///
  /// - Throws: what is wrong with the file.
  public init(_ file: Safetensors) throws(CheckpointError) {
    let reader = CheckpointReader(file: file)
    try reader.checkFormat()
    let plan = try reader.json("plan")
    let facts = try reader.facts()
    let history = try reader.history(epochs: facts.epochs, validates: facts.validates)
    guard (0...history.count).contains(facts.bestEpoch) else {
      throw reader.damaged("the best of \(history.count) epochs is the \(facts.bestEpoch)th")
    }
    self.init(
      precision: facts.precision, parameters: try reader.array("parameters"),
      bestParameters: try reader.array("best"), bestEpoch: facts.bestEpoch, history: history,
      epoch: facts.epoch, stream: try reader.stream(), rule: reader.rule(facts), plan: plan)
    notes = reader.notes
  }
}

/// What a checkpoint says beside its arrays.
private struct CheckpointFacts {
  let precision: Precision
  let epochs: Int
  let bestEpoch: Int
  let validates: Bool
  let epoch: EpochProgress?
  let numbers: [String: Double]
  let words: [String: String]

  init(_ reader: JSONReader) throws(JSONShapeError) {
    precision = try reader.choice("precision")
    epochs = try reader.int("epochs", in: 0...1_000_000_000)
    bestEpoch = try reader.int("best_epoch")
    validates = try reader.bool("validates")
    let progress = try reader.at("epoch")
    epoch = progress.value == .null ? nil : try EpochProgress(progress)
    var numbers: [String: Double] = [:]
    let stored = try reader.at("rule_numbers")
    for member in stored.value.object?.members ?? [] {
      numbers[member.key] = try stored.writtenNumber(member.key)
    }
    self.numbers = numbers
    var words: [String: String] = [:]
    let texts = try reader.at("rule_words")
    for member in texts.value.object?.members ?? [] {
      words[member.key] = try texts.string(member.key)
    }
    self.words = words
  }
}

extension EpochProgress {
  fileprivate init(_ reader: JSONReader) throws(JSONShapeError) {
    self.init()
    let counts = 0...Int.max
    rows = try reader.int("rows", in: counts)
    batches = try reader.int("batches", in: counts)
    step = try reader.int("step", in: counts)
    loss = try reader.writtenNumber("loss")
    gradientNorm = try reader.writtenNumber("gradient_norm")
    learningRate = try reader.writtenNumber("learning_rate")
    forwardEvaluations = try reader.int("forward_evaluations", in: counts)
    backwardEvaluations = try reader.int("backward_evaluations", in: counts)
  }
}

extension JSONReader {
  /// A number written as a text, which may also be infinite or none.
  fileprivate func writtenNumber(_ key: String) throws(JSONShapeError) -> Double {
    guard let number = Double(try string(key)) else { throw try at(key).error("a number's text") }
    return number
  }
}

/// Reads the parts of a checkpoint file.
private struct CheckpointReader {
  let file: Safetensors

  func damaged(_ sentence: String) -> CheckpointError {
    .damaged(source: file.source, "\(sentence): the file is damaged")
  }

  func checkFormat() throws(CheckpointError) {
    guard file.metadata["format"] == TrainingCheckpoint.formatName else {
      throw .notACheckpoint(source: file.source)
    }
    let version = try entry("format_version")
    guard let number = Int(version), (1...TrainingCheckpoint.formatVersion).contains(number) else {
      throw .newerFormat(
        source: file.source, found: version, known: TrainingCheckpoint.formatVersion)
    }
    guard StoredTensor.digest(of: file.tensors) == (try entry("sha256")) else {
      throw damaged("the tensors are not those that were written, for their SHA-256 is another")
    }
  }

  func entry(_ key: String) throws(CheckpointError) -> String {
    guard let text = file.metadata[key] else {
      throw damaged("the checkpoint's metadata have no entry \"\(key)\"")
    }
    return text
  }

  func json(_ key: String) throws(CheckpointError) -> JSONValue {
    let text = try entry(key)
    do throws(DataError) {
      return try JSONValue(parsing: Array(text.utf8), source: "\(file.source), \(key)")
    } catch {
      throw .data(error)
    }
  }

  func facts() throws(CheckpointError) -> CheckpointFacts {
    let reader = JSONReader(try json("training"))
    do throws(JSONShapeError) {
      return try CheckpointFacts(reader)
    } catch {
      throw damaged("the checkpoint's training: \(error)")
    }
  }

  var notes: [String: String] {
    let named = file.metadata.filter { $0.key.hasPrefix("note.") }
    return Dictionary(uniqueKeysWithValues: named.map { (String($0.key.dropFirst(5)), $0.value) })
  }

  func array(_ name: String) throws(CheckpointError) -> Tensor<Double> {
    do throws(DataError) {
      return Tensor(try file.doubles(of: name), shape: try file.tensor(name).shape)
    } catch {
      throw .data(error)
    }
  }

  func rule(_ facts: CheckpointFacts) -> RuleState {
    var state = RuleState(numbers: facts.numbers, words: facts.words)
    for tensor in file.tensors where tensor.name.hasPrefix("rule.") {
      state.arrays[String(tensor.name.dropFirst(5))] = tensor
    }
    return state
  }

  func stream() throws(CheckpointError) -> RandomStream.State {
    let words: [UInt64]
    do throws(DataError) {
      words = try file.elements(of: "stream")
    } catch {
      throw .data(error)
    }
    guard words.count == 6 else { throw damaged("a random stream of \(words.count) numbers") }
    return RandomStream.State(
      key: SIMD4(words[0], words[1], words[2], words[3]), drawn: words[4], splits: words[5])
  }

  func history(epochs: Int, validates: Bool) throws(CheckpointError) -> [TrainingRecord] {
    let numbers = try array("history")
    guard numbers.shape == [epochs, TrainingRecord.numberCount] else {
      throw damaged("the history of \(epochs) epochs has shape \(numbers.shape)")
    }
    var records: [TrainingRecord] = []
    for row in 0..<epochs {
      guard let step = Int(exactly: numbers[row, 0]) else {
        throw damaged("epoch \(row + 1) ended after \(numbers[row, 0]) steps")
      }
      records.append(
        TrainingRecord(
          epoch: row + 1, step: step, trainingLoss: numbers[row, 1],
          validationLoss: validates ? numbers[row, 2] : nil,
          validationScore: validates ? numbers[row, 3] : nil, learningRate: numbers[row, 4],
          gradientNorm: numbers[row, 5], forwardEvaluations: numbers[row, 6],
          backwardEvaluations: numbers[row, 7], isBest: numbers[row, 8] == 1))
    }
    return records
  }
}
