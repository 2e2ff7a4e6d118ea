public import DataIO
public import Tensors

/// A training as it stands between two steps: all that it takes to go on, bit for bit, as if it had
/// never stopped.
///
/// ```swift
/// let bytes = training.checkpoint.bytes(version: "1.0")
/// // another day, with the same rows and options
/// try training.resume(from: TrainingCheckpoint(bytes: bytes, source: "checkpoint.safetensors"))
/// ```
///
/// Parameters of single precision are kept in double precision, which holds them exactly.
public struct TrainingCheckpoint: Sendable, Equatable {
  /// The precision of the training.
  public var precision: Precision
  /// The parameters; shape `[count]`.
  public var parameters: Tensor<Double>
  /// The parameters of the best epoch; shape `[count]`.
  public var bestParameters: Tensor<Double>
  /// The best epoch, from 1; 0 before the first.
  public var bestEpoch: Int
  /// What each epoch came to.
  public var history: [TrainingRecord]
  /// The epoch that has begun and not ended; nil between epochs.
  public var epoch: EpochProgress?
  /// The stream of random numbers at the beginning of the epoch that is next or has begun.
  public var stream: RandomStream.State
  /// What the rule remembers.
  public var rule: RuleState
  /// What is trained, on how many rows, and by what options, as JSON: another training does not go on
  /// from here.
  public var plan: JSONValue
  /// What whoever saves it wants to find again beside it, such as a fingerprint of the data; no
  /// training looks at it.
  public var notes: [String: String] = [:]

  /// A training as it stands.
  public init(
    precision: Precision, parameters: Tensor<Double>, bestParameters: Tensor<Double>,
    bestEpoch: Int, history: [TrainingRecord], epoch: EpochProgress?, stream: RandomStream.State,
    rule: RuleState, plan: JSONValue
  ) {
    self.precision = precision
    self.parameters = parameters
    self.bestParameters = bestParameters
    self.bestEpoch = bestEpoch
    self.history = history
    self.epoch = epoch
    self.stream = stream
    self.rule = rule
    self.plan = plan
  }
}
