public import ODE
public import Tensors

/// A regression that carries features along a learned flow and reads numbers off its end.
///
/// Features and targets are standardised; what is minimised is the mean squared error of the
/// standardised targets.
public struct FlowRegressor<Element: Scalar>: Sendable {
  /// What is done to features first.
  public let standardizer: Standardizer
  /// What is done to targets, and undone in predictions.
  public let targetStandardizer: Standardizer
  /// The network.
  public let network: FlowNetwork<Element>
  /// Its parameters; shape `[network.parameterCount]`.
  public let parameters: Tensor<Element>

  /// A regression of known parameters.
  ///
  /// - Precondition: the network takes the standardised features, gives the standardised targets,
  ///   and has as many parameters as are given.
  public init(
    standardizer: Standardizer, targetStandardizer: Standardizer, network: FlowNetwork<Element>,
    parameters: Tensor<Element>
  ) {
    network.check(standardizer, parameters)
    precondition(
      network.readOut.targetDimension == targetStandardizer.means.count,
      "\(targetStandardizer.means.count) targets given for a network of "
        + "\(network.readOut.targetDimension) outputs")
    self.standardizer = standardizer
    self.targetStandardizer = targetStandardizer
    self.network = network
    self.parameters = parameters
  }

  /// The network for so many features and outputs.
  public static func network(
    _ architecture: FlowArchitecture, featureCount: Int, outputs: Int
  ) -> FlowNetwork<Element> {
    FlowNetwork(
      architecture: architecture, featureCount: featureCount, outputs: outputs,
      loss: .squaredError)
  }

  /// Learns from rows with targets.
  ///
  /// - Parameters:
  ///   - features: shape `[rows, features]`.
  ///   - targets: shape `[rows]` or `[rows, outputs]`.
  ///   - architecture: the shape of the network.
  ///   - options: how to train it.
  ///   - validation: rows that decide when to stop, instead of a part of the rows held out.
  ///   - pool: the threads to run on; no result depends on their number.
  ///   - onEpoch: called after each epoch; ends the training by returning `.stop`.
  /// - Returns: the model, and how it came to be.
  /// - Throws: when the rows cannot be learned from.
  public static func fit(
    _ features: Tensor<Double>, targets: Tensor<Double>,
    architecture: FlowArchitecture = FlowArchitecture(),
    options: TrainingOptions = TrainingOptions(),
    validation: (features: Tensor<Double>, targets: Tensor<Double>)? = nil,
    pool: ForkJoinPool = ForkJoinPool(threads: 1),
    onEpoch: (TrainingRecord) -> TrainingDecision = { _ in .proceed }
  ) throws(LearningError) -> FlowFit<FlowRegressor> {
    try training(
      features, targets: targets, architecture: architecture, options: options,
      validation: validation, pool: pool
    ).finish(onEpoch)
  }

  /// The training that ``fit(_:targets:architecture:options:validation:pool:onEpoch:)`` goes through,
  /// before its first epoch.
  ///
  /// - Parameters: as there.
  /// - Throws: when the rows cannot be learned from.
  public static func training(
    _ features: Tensor<Double>, targets: Tensor<Double>,
    architecture: FlowArchitecture = FlowArchitecture(),
    options: TrainingOptions = TrainingOptions(),
    validation: (features: Tensor<Double>, targets: Tensor<Double>)? = nil,
    pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) throws(LearningError) -> FlowTraining<FlowRegressor> {
    guard options.labelSmoothing == 0, options.classWeights == .uniform else {
      throw .option("label smoothing and class weights are for classes, not for numbers")
    }
    let y = try checked(targets)
    if let first = y.elements.first, y.elements.allSatisfy({ $0 == first }) {
      throw .constantTarget(first)
    }
    var data = try SupervisedData(
      features: features, targets: y, classes: Array(repeating: 0, count: y.shape[0]),
      options: options)
    if let validation {
      let y = try checked(validation.targets)
      try data.useValidation(
        validation.features, y, Array(repeating: 0, count: y.shape[0]))
    }
    let scale = data.standardizeTargets()
    let network = network(
      architecture, featureCount: features.shape[1], outputs: y.shape[1])
    let known = data.validationTargets
    try network.penalizingMotion(by: options.kineticWeight)
      .check(options.memory, threads: pool.threads)
    try network.check(options.method)
    return data.training(of: network, options, pool) { predictions in
      coefficientOfDetermination(predictions.converted(to: Double.self), known)
    } model: { standardizer, parameters in
      FlowRegressor(
        standardizer: standardizer, targetStandardizer: scale, network: network,
        parameters: parameters)
    }
  }

  /// The predicted targets; shape `[rows, outputs]`.
  public func predict(
    _ features: Tensor<Double>, pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) -> Tensor<Double> {
    evaluate(features, pool: pool).predictions
  }

  /// The predicted targets, and what computing them took.
  public func evaluate(
    _ features: Tensor<Double>, pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) -> (predictions: Tensor<Double>, work: FlowWork) {
    let x = standardizer.apply(to: features).converted(to: Element.self)
    let (values, work) = network.predictions(x, theta: parameters, on: pool)
    return (targetStandardizer.undo(values.converted(to: Double.self)), work)
  }

  /// The coefficient of determination, R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)².
  public func score(
    _ features: Tensor<Double>, targets: Tensor<Double>,
    pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) -> Double {
    coefficientOfDetermination(predict(features, pool: pool), FlowRegressor.column(targets))
  }

  private static func checked(_ targets: Tensor<Double>) throws(LearningError) -> Tensor<Double> {
    let matrix = column(targets)
    if !matrix.isFinite, let place = matrix.elements.firstIndex(where: { !$0.isFinite }) {
      throw .targetNotFinite(row: place / matrix.shape[1])
    }
    return matrix
  }

  private static func column(_ targets: Tensor<Double>) -> Tensor<Double> {
    precondition(
      targets.rank == 1 || targets.rank == 2 && targets.shape[1] > 0,
      "targets of shape \(targets.shape), not [rows] or [rows, outputs]")
    return targets.rank == 1 ? targets.reshaped(to: [targets.count, 1]) : targets
  }
}

/// 1 − Σ(y − ŷ)² / Σ(y − ȳ)², over all outputs.
func coefficientOfDetermination(_ predicted: Tensor<Double>, _ actual: Tensor<Double>) -> Double {
  let residual = (predicted - actual).squared().sum()
  let spread = (actual - actual.mean(over: 0)).squared().sum()
  return spread > 0 ? 1 - residual / spread : .nan
}
