public import Tensors

/// A model of tables: how columns become features, and the flow that predicts from them.
///
/// ```swift
/// let model = try TabularModel(bytes: bytes, source: "model.safetensors")
/// let predictions = try model.predictions(for: table)
/// ```
public struct TabularModel: Sendable {
  /// The flow, in the precision it was trained in.
  public enum Flow: Sendable {
    /// In 32 bits.
    case single(FlowModel<Float>)
    /// In 64 bits.
    case double(FlowModel<Double>)
  }

  /// How columns become features and targets.
  public let encoder: TableEncoder
  /// What predicts from features.
  public let flow: Flow

  /// A model.
  ///
  /// - Precondition: encoder and flow have the same task and number of features.
  public init(encoder: TableEncoder, flow: Flow) {
    self.encoder = encoder
    self.flow = flow
    precondition(
      encoder.task == task, "an encoder for \(encoder.task), a flow for \(task)")
    precondition(
      encoder.featureCount == featureCount,
      "\(encoder.featureCount) features encoded for a flow of \(featureCount)")
  }

  /// What it predicts.
  public var task: LearningTask {
    switch flow {
    case .single(let model): model.task
    case .double(let model): model.task
    }
  }

  /// The precision of its numbers.
  public var precision: Precision {
    switch flow {
    case .single: .single
    case .double: .double
    }
  }

  /// The shape of its network.
  public var architecture: FlowArchitecture {
    switch flow {
    case .single(let model): model.network.architecture
    case .double(let model): model.network.architecture
    }
  }

  /// The number of the network's parameters.
  public var parameterCount: Int {
    switch flow {
    case .single(let model): model.network.parameterCount
    case .double(let model): model.network.parameterCount
    }
  }

  /// The labels, in the order of the probabilities' columns; none for a regression.
  public var classes: [String] {
    switch flow {
    case .single(.classifier(let model)): model.classes
    case .double(.classifier(let model)): model.classes
    case .single(.regressor), .double(.regressor): []
    }
  }

  private var featureCount: Int {
    switch flow {
    case .single(let model): model.network.featureCount
    case .double(let model): model.network.featureCount
    }
  }
}
