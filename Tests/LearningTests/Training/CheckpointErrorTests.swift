import Calculus
import DataIO
import Learning
import Tensors
import Testing

@Suite struct CheckpointErrorTests {
  private func training(
    _ options: TrainingOptions, rows: Int = 30, augmentation: Int = 0
  ) throws -> FlowTraining<FlowClassifier<Float>> {
    let (features, labels) = clouds(rows)
    return try FlowClassifier.training(
      features, labels: labels, architecture: smallArchitecture(augmentation: augmentation),
      options: options)
  }

  private func checkpoint(
    _ options: TrainingOptions = TrainingOptions()
  ) throws
    -> TrainingCheckpoint
  {
    let training = try training(options)
    training.advance()
    return training.checkpoint
  }

  private func refusal(_ bytes: [UInt8]) -> String? {
    sentence { try TrainingCheckpoint(bytes: bytes, source: "c.safetensors") }
  }

  @Test func `another training is refused with what differs`() throws {
    let checkpoint = try checkpoint()
    func refusal(
      _ options: TrainingOptions, rows: Int = 30, augmentation: Int = 0
    ) throws
      -> String?
    {
      let other = try training(options, rows: rows, augmentation: augmentation)
      return sentence { try other.resume(from: checkpoint) }
    }
    let begin = "the checkpoint belongs to another training: its "
    #expect(
      try refusal(TrainingOptions(learningRate: 0.1))
        == begin + "options.learning_rate is 0.003, and this one's is 0.1")
    #expect(
      try refusal(TrainingOptions(method: .adam))
        == begin + "options.method is \"adamw\", and this one's is \"adam\"")
    #expect(
      try refusal(TrainingOptions(clipNorm: nil))
        == begin + "options.clip_norm is 1.0, and this one's is null")
    #expect(
      try refusal(TrainingOptions(), rows: 60)
        == begin + "training_rows is 27, and this one's is 54")
    #expect(
      try refusal(TrainingOptions(), augmentation: 1)
        == begin + "network.augmentation is 0, and this one's is 1")
    #expect(try refusal(TrainingOptions(epochs: 7, patience: 3)) == nil)
  }

  @Test func `what the rule remembers must be there`() throws {
    var checkpoint = try checkpoint()
    let whole = checkpoint.rule
    let training = try training(TrainingOptions())
    checkpoint.rule.numbers["step"] = nil
    #expect(
      sentence { try training.resume(from: checkpoint) }
        == "what the checkpoint remembers of the optimizer is not what this one needs: it has no step"
    )
    checkpoint.rule = whole
    checkpoint.rule.arrays["1.0.first-moment"] = nil
    let names = "1.0.first-moment, 1.0.second-moment"
    #expect(
      sentence { try training.resume(from: checkpoint) }
        == "the optimizer's state holds 1.0.second-moment where this optimizer needs \(names): "
        + "resume with the optimizer that wrote it")
    checkpoint.rule = whole
    checkpoint.parameters = Tensor([1, 2])
    #expect(
      sentence { try training.resume(from: checkpoint) }
        == "the checkpoint holds 2 parameters, and the network has "
        + "\(checkpoint.bestParameters.count)")
  }

  /// However a file is cut, it is refused, and with a sentence.
  @Test func `a truncated file is refused`() throws {
    let bytes = try checkpoint().bytes(version: "1")
    #expect(refusal(bytes) == nil)
    for count in Array(stride(from: 0, to: bytes.count, by: 97)) + [bytes.count - 1] {
      let sentence = try #require(refusal(Array(bytes.prefix(count))))
      #expect(sentence.hasPrefix("c.safetensors: "), "\(count): \(sentence)")
    }
    #expect(refusal(bytes + [0]) != nil)
  }

  /// Whatever byte of a tensor is changed, the file is refused.
  @Test func `a damaged file is refused`() throws {
    let bytes = try checkpoint().bytes(version: "1")
    let header = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    for place in stride(from: 8 + header, to: bytes.count, by: 131) {
      var changed = bytes
      changed[place] ^= 1
      #expect(
        refusal(changed)
          == "c.safetensors: the tensors are not those that were written, for their SHA-256 is "
          + "another: the file is damaged")
    }
    for place in stride(from: 0, to: 8 + header, by: 7) {
      var changed = bytes
      changed[place] = UInt8(ascii: "~")
      // Refused, or of no consequence, as in a note or the version.
      _ = refusal(changed)
    }
  }

  @Test func `a file of a newer format is refused politely`() throws {
    var file = try checkpoint().safetensors(version: "9")
    file.metadata["format_version"] = "2"
    #expect(
      refusal(file.bytes)
        == "c.safetensors: the checkpoint is written in format version 2, and this flowlearn reads up "
        + "to version 1 (update flowlearn, or end the training with the one that began it)")
    file.metadata["format_version"] = nil
    #expect(
      refusal(file.bytes)
        == "c.safetensors: the checkpoint's metadata have no entry \"format_version\": the file is "
        + "damaged")
    file.metadata["format"] = "flowlearn"
    #expect(
      refusal(file.bytes)
        == "c.safetensors: this safetensors file is not a flowlearn checkpoint: its metadata do not "
        + "say format = flowlearn-checkpoint")
  }
}
