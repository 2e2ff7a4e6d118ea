import Arguments
import FlowLearn

/// What a training will take of memory, before it begins.
struct MemoryForecast {
  /// The bytes of the process before the training.
  let before: Int
  /// The bytes that the training takes.
  let training: Int

  /// The largest resident size.
  var peak: Int { before + training }

  /// What people read before the training.
  var text: String {
    "memory: about \(sizeText(bytes: peak)) at the peak, \(sizeText(bytes: training)) of it for the "
      + "training"
  }

  /// What files hold, in bytes; with the peak that was measured once there is one.
  func json(peak measured: Int? = nil) -> JSONValue {
    var object: JSONObject = [
      "before_bytes": .integer(before), "training_bytes": .integer(training),
      "predicted_peak_bytes": .integer(peak),
    ]
    if let measured { object["peak_bytes"] = .integer(measured) }
    return .object(object)
  }
}

/// A network to be trained, in what precision it may be.
struct PlannedNetwork {
  /// The length of its parameter vector.
  let parameterCount: Int
  private let plan: TrainingPlan
  private let leastMemory: Int
  private let trainingBytes: (_ rows: Int, _ validationRows: Int) -> Int

  /// The network that a plan makes for the rows of a source.
  init(_ plan: TrainingPlan, _ source: DataSource) throws(ToolError) {
    let classes = try plan.classCount(source)
    switch plan.precision {
    case .single: self.init(plan, plan.network(classes: classes) as FlowNetwork<Float>)
    case .double: self.init(plan, plan.network(classes: classes) as FlowNetwork<Double>)
    }
  }

  private init<Element: Scalar>(_ plan: TrainingPlan, _ network: FlowNetwork<Element>) {
    self.plan = plan
    parameterCount = network.parameterCount
    leastMemory = network.penalizingMotion(by: plan.options.kineticWeight).leastMemory(
      threads: plan.pool.threads)
    trainingBytes = { rows, validationRows in
      // The features are made of the table's cells, in double precision.
      (rows + validationRows) * (network.featureCount + 1) * MemoryLayout<Double>.stride
        + network.trainingBytes(
          plan.options, rows: rows, validationRows: validationRows, threads: plan.pool.threads)
        + network.checkpointBytes(plan.options)
    }
  }

  /// What a training on the rows takes.
  ///
  /// - Throws: when the user gave less memory than a gradient needs.
  func forecast(rows: Int, validationRows: Int?) throws(ToolError) -> MemoryForecast {
    if case .bytes(let bytes) = plan.options.memory, bytes < leastMemory {
      // Rounded up, so that the size in the sentence is enough.
      let enough = (leastMemory + 999) / 1000
      throw .usage(
        "'--memory \(ByteCount(bytes).argument)' is too small: on \(plan.pool.threads.of("thread")) "
          + "the gradient of this network takes at least \(enough)kB")
    }
    let held = validationRows ?? Int(Double(rows) * plan.options.validationFraction)
    let training = validationRows == nil ? rows - held : rows
    return MemoryForecast(
      before: Machine.residentBytes, training: trainingBytes(training, held))
  }
}

extension TrainingPlan {
  /// The distinct labels of a classification; nil for a regression.
  fileprivate func classCount(_ source: DataSource) throws(ToolError) -> Int? {
    guard encoder.task == .classification else { return nil }
    let labels = try ToolError.wrapping(source.path) { () throws(LearningError) in
      try source.rows.labels(encoder)
    }
    return max(Set(labels).count, 2)
  }

  fileprivate func network<Element: Scalar>(classes: Int?) -> FlowNetwork<Element> {
    guard let classes else {
      return FlowRegressor<Element>.network(
        architecture, featureCount: encoder.featureCount, outputs: 1)
    }
    return FlowClassifier<Element>.network(
      architecture, featureCount: encoder.featureCount, classCount: classes)
  }
}
