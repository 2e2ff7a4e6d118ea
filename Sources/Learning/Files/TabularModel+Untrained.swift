public import DataIO
import Tensors

extension TabularModel {
  /// A model with first parameters, before any training: what a training would begin with.
  ///
  /// - Parameters:
  ///   - encoder: how columns become features; fitted on the table.
  ///   - table: the rows that features and targets are standardised by.
  ///   - architecture: the shape of the network.
  ///   - precision: the precision of the model's numbers.
  ///   - seed: the seed of the first parameters.
  /// - Throws: when the rows cannot be learned from.
  public init(
    untrained encoder: TableEncoder, on table: Table,
    architecture: FlowArchitecture = FlowArchitecture(), precision: Precision = .double,
    seed: UInt64 = 0
  ) throws(LearningError) {
    let examples = try encoder.encodeExamples(table)
    switch precision {
    case .single:
      let flow = try FlowModel<Float>(untrained: examples, architecture, seed: seed)
      self.init(encoder: encoder, flow: .single(flow))
    case .double:
      let flow = try FlowModel<Double>(untrained: examples, architecture, seed: seed)
      self.init(encoder: encoder, flow: .double(flow))
    }
  }
}

extension FlowModel {
  fileprivate init(
    untrained examples: EncodedExamples, _ architecture: FlowArchitecture, seed: UInt64
  ) throws(LearningError) {
    let features = examples.inputs.features
    guard features.shape[0] >= 2 else { throw .tooFewRows(found: features.shape[0], needed: 2) }
    let standardizer = Standardizer(fitting: features)
    var stream = RandomStream(seed: seed)
    switch examples.target {
    case .labels(let labels):
      let classes = FlowClassifier<Element>.classes(of: labels)
      guard classes.count >= 2 else { throw .oneClass(classes[0]) }
      let network = FlowClassifier<Element>.network(
        architecture, featureCount: features.shape[1], classCount: classes.count)
      self = .classifier(
        FlowClassifier(
          classes: classes, standardizer: standardizer, network: network,
          parameters: network.initialParameters(using: &stream)))
    case .numbers(let numbers):
      let network = FlowRegressor<Element>.network(
        architecture, featureCount: features.shape[1], outputs: numbers.shape[1])
      self = .regressor(
        FlowRegressor(
          standardizer: standardizer, targetStandardizer: Standardizer(fitting: numbers),
          network: network, parameters: network.initialParameters(using: &stream)))
    }
  }
}
