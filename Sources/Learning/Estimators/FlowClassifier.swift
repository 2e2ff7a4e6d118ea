public import ODE
public import Tensors

/// A classifier that carries features along a learned flow and reads classes off its end.
///
/// ```swift
/// let fit = try FlowClassifier<Float>.fit(features, labels: labels)
/// let labels = fit.model.predict(newFeatures)
/// ```
///
/// Features are standardised first; two classes have one logit, more have one each.
public struct FlowClassifier<Element: Scalar>: Sendable {
  /// The labels, in the order of the probabilities' columns.
  public let classes: [String]
  /// What is done to features first.
  public let standardizer: Standardizer
  /// The network.
  public let network: FlowNetwork<Element>
  /// Its parameters; shape `[network.parameterCount]`.
  public let parameters: Tensor<Element>

  /// A classifier of known parameters.
  ///
  /// - Precondition: the network takes the standardised features, has one logit for two classes or
  ///   one for each of more, and as many parameters as are given.
  public init(
    classes: [String], standardizer: Standardizer, network: FlowNetwork<Element>,
    parameters: Tensor<Element>
  ) {
    network.check(standardizer, parameters)
    precondition(
      network.readOut.targetDimension == FlowClassifier.readOut(classes.count).outputs,
      "\(classes.count) classes given for a network of \(network.readOut.targetDimension) logits")
    self.classes = classes
    self.standardizer = standardizer
    self.network = network
    self.parameters = parameters
  }

  /// The network for so many features and classes.
  public static func network(
    _ architecture: FlowArchitecture, featureCount: Int, classCount: Int
  ) -> FlowNetwork<Element> {
    let (outputs, loss) = readOut(classCount)
    return FlowNetwork(
      architecture: architecture, featureCount: featureCount, outputs: outputs, loss: loss)
  }

  /// The distinct labels: by their value when all are numbers, otherwise by their letters.
  public static func classes(of labels: [String]) -> [String] {
    let distinct = Set(labels).sorted()
    let numbers = distinct.compactMap(Double.init)
    guard numbers.count == distinct.count, numbers.allSatisfy(\.isFinite) else { return distinct }
    return zip(numbers, distinct).sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.1)
  }

  /// The outputs of the read-out for so many classes, and its loss.
  static func readOut(_ classCount: Int) -> (outputs: Int, loss: ReadOutCost.Loss) {
    classCount == 2 ? (1, .logistic) : (classCount, .crossEntropy)
  }

  /// Learns from labelled rows.
  ///
  /// - Parameters:
  ///   - features: shape `[rows, features]`.
  ///   - labels: one a row; the classes are the distinct labels, in the order of
  ///     ``classes(of:)``.
  ///   - architecture: the shape of the network.
  ///   - options: how to train it.
  ///   - validation: rows that decide when to stop, instead of a part of the rows held out.
  ///   - pool: the threads to run on; no result depends on their number.
  ///   - onEpoch: called after each epoch; ends the training by returning `.stop`.
  /// - Returns: the model, and how it came to be.
  /// - Throws: when the rows cannot be learned from.
  public static func fit(
    _ features: Tensor<Double>, labels: [String],
    architecture: FlowArchitecture = FlowArchitecture(),
    options: TrainingOptions = TrainingOptions(),
    validation: (features: Tensor<Double>, labels: [String])? = nil,
    pool: ForkJoinPool = ForkJoinPool(threads: 1),
    onEpoch: (TrainingRecord) -> TrainingDecision = { _ in .proceed }
  ) throws(LearningError) -> FlowFit<FlowClassifier> {
    try training(
      features, labels: labels, architecture: architecture, options: options,
      validation: validation, pool: pool
    ).finish(onEpoch)
  }

  /// The training that ``fit(_:labels:architecture:options:validation:pool:onEpoch:)`` goes through,
  /// before its first epoch.
  ///
  /// - Parameters: as there.
  /// - Throws: when the rows cannot be learned from.
  public static func training(
    _ features: Tensor<Double>, labels: [String],
    architecture: FlowArchitecture = FlowArchitecture(),
    options: TrainingOptions = TrainingOptions(),
    validation: (features: Tensor<Double>, labels: [String])? = nil,
    pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) throws(LearningError) -> FlowTraining<FlowClassifier> {
    let classes = classes(of: labels)
    guard classes.count >= 2 else {
      if let label = classes.first { throw .oneClass(label) }
      throw .tooFewRows(found: 0, needed: 2)
    }
    let codes = try encode(labels, classes)
    var data = try SupervisedData(
      features: features, targets: oneHot(codes, classes.count), classes: codes, options: options)
    if let validation {
      let codes = try encode(validation.labels, classes)
      try data.useValidation(validation.features, oneHot(codes, classes.count), codes)
    }
    data.softenLabels(options, codes: codes, classCount: classes.count)
    let network = network(
      architecture, featureCount: features.shape[1], classCount: classes.count)
    let known = data.validationClasses
    try network.penalizingMotion(by: options.kineticWeight)
      .check(options.memory, threads: pool.threads)
    try network.check(options.method)
    return data.training(of: network, options, pool) { predictions in
      accuracy(predictions.columnsOfRowMaxima(), known)
    } model: { standardizer, parameters in
      FlowClassifier(
        classes: classes, standardizer: standardizer, network: network, parameters: parameters)
    }
  }

  /// The probability of each class.
  ///
  /// - Parameters:
  ///   - features: shape `[rows, features]`.
  ///   - pool: the threads to run on.
  /// - Returns: shape `[rows, classes]`.
  /// - Precondition: rows have as many features as the model.
  public func probabilities(
    _ features: Tensor<Double>, pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) -> Tensor<Double> {
    evaluate(features, pool: pool).probabilities
  }

  /// The probabilities, and what computing them took.
  public func evaluate(
    _ features: Tensor<Double>, pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) -> (probabilities: Tensor<Double>, work: FlowWork) {
    let x = standardizer.apply(to: features).converted(to: Element.self)
    let (values, work) = network.predictions(x, theta: parameters, on: pool)
    return (values.converted(to: Double.self), work)
  }

  /// The most probable label of each row.
  public func predict(
    _ features: Tensor<Double>, pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) -> [String] {
    probabilities(features, pool: pool).columnsOfRowMaxima().map { classes[$0] }
  }

  /// The part of the rows whose label is predicted.
  public func score(
    _ features: Tensor<Double>, labels: [String], pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) -> Double {
    let hits = zip(predict(features, pool: pool), labels).count { $0 == $1 }
    return Double(hits) / Double(max(labels.count, 1))
  }

  /// The labels as the network's targets; shape `[rows, outputs]`.
  func targets(_ labels: [String]) throws(LearningError) -> Tensor<Double> {
    FlowClassifier.oneHot(try FlowClassifier.encode(labels, classes), classes.count)
  }

  private static func encode(
    _ labels: [String], _ classes: [String]
  ) throws(LearningError) -> [Int] {
    let codes = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
    var result: [Int] = []
    for label in labels {
      guard let code = codes[label] else { throw .unknownLabel(label, known: classes) }
      result.append(code)
    }
    return result
  }

  private static func oneHot(_ codes: [Int], _ count: Int) -> Tensor<Double> {
    guard count > 2 else { return Tensor(codes.map(Double.init), shape: [codes.count, 1]) }
    var result = Tensor<Double>.zeros([codes.count, count])
    for (row, code) in codes.enumerated() { result[row, code] = 1 }
    return result
  }
}

/// The part of the codes that agree.
func accuracy(_ predicted: [Int], _ actual: [Int]) -> Double {
  Double(zip(predicted, actual).count { $0 == $1 }) / Double(max(actual.count, 1))
}
