import DataIO
public import Tensors

/// A classifier or a regression, in one precision.
public enum FlowModel<Element: Scalar>: Sendable {
  /// It predicts classes.
  case classifier(FlowClassifier<Element>)
  /// It predicts numbers.
  case regressor(FlowRegressor<Element>)

  /// What it predicts.
  public var task: LearningTask {
    switch self {
    case .classifier: .classification
    case .regressor: .regression
    }
  }

  /// The network.
  public var network: FlowNetwork<Element> {
    switch self {
    case .classifier(let model): model.network
    case .regressor(let model): model.network
    }
  }

  /// The network's parameters; shape `[network.parameterCount]`.
  public var parameters: Tensor<Element> {
    switch self {
    case .classifier(let model): model.parameters
    case .regressor(let model): model.parameters
    }
  }

  /// What is done to features first.
  public var standardizer: Standardizer {
    switch self {
    case .classifier(let model): model.standardizer
    case .regressor(let model): model.standardizer
    }
  }

  /// Features and targets as the network sees them: standardised, classes as numbers.
  ///
  /// - Throws: ``LearningError/unknownLabel(_:known:)``.
  public func rows(_ examples: EncodedExamples) throws(LearningError) -> LabelledRows<Element> {
    let features = standardizer.apply(to: examples.inputs.features)
    let targets: Tensor<Double>
    switch (self, examples.target) {
    case (.classifier(let model), .labels(let labels)): targets = try model.targets(labels)
    case (.regressor(let model), .numbers(let numbers)):
      targets = model.targetStandardizer.apply(to: numbers)
    default: throw .option("the table's target is not what the model predicts (\(task.rawValue))")
    }
    return LabelledRows(
      features: features.converted(to: Element.self), targets: targets.converted(to: Element.self))
  }
}

/// The precision of a model's numbers.
public enum Precision: String, Sendable, Hashable, CaseIterable {
  /// 32 bits.
  case single
  /// 64 bits.
  case double
}
