import Tensors

/// Rows checked, divided into training and validation, and standardised: what both estimators train
/// on.
struct SupervisedData {
  private(set) var training: Part
  private(set) var validation: Part?
  /// The classes of the validation rows.
  private(set) var validationClasses: [Int] = []
  /// Whether the validation rows were held out, and are not of another table.
  private var isHeldOut = false
  private let whole: Part
  private var stream: RandomStream

  /// Some rows of a matrix of features, which stays where it is, and their targets.
  struct Part {
    let source: Tensor<Double>
    let rows: [Int]
    var targets: Tensor<Double>
    /// What each row weighs; nil where all weigh 1.
    var weights: Tensor<Double>?
  }

  init(
    features: Tensor<Double>, targets: Tensor<Double>, classes: [Int], options: TrainingOptions
  ) throws(LearningError) {
    try SupervisedData.check(features, targets)
    guard features.shape[0] >= 2 else {
      throw .tooFewRows(found: features.shape[0], needed: 2)
    }
    try options.check()
    stream = RandomStream(seed: options.seed)
    let holdOut = HoldOut(classes: classes, options: options, stream: &stream)
    func part(_ rows: [Int]) -> Part {
      Part(source: features, rows: rows, targets: targets.rows(at: rows))
    }
    whole = Part(source: features, rows: Array(0..<features.shape[0]), targets: targets)
    training = part(holdOut.training)
    guard !holdOut.validation.isEmpty else { return }
    isHeldOut = true
    validation = part(holdOut.validation)
    validationClasses = holdOut.validation.map { classes[$0] }
  }

  /// Trains on all rows and decides by others.
  mutating func useValidation(
    _ features: Tensor<Double>, _ targets: Tensor<Double>, _ classes: [Int]
  ) throws(LearningError) {
    try SupervisedData.check(features, targets)
    guard features.shape[0] >= 1 else { throw .tooFewRows(found: 0, needed: 1) }
    let expected = training.source.shape[1]
    guard features.shape[1] == expected else {
      throw .featureCount(found: features.shape[1], expected: expected)
    }
    training = whole
    isHeldOut = false
    validation = Part(source: features, rows: Array(0..<features.shape[0]), targets: targets)
    validationClasses = classes
  }

  /// The targets of the validation rows; an empty matrix when there are none.
  var validationTargets: Tensor<Double> {
    validation?.targets ?? Tensor<Double>.zeros([0, training.targets.shape[1]])
  }

  /// Standardises all targets by the training rows'.
  mutating func standardizeTargets() -> Standardizer {
    let scale = Standardizer(fitting: training.targets)
    training.targets = scale.apply(to: training.targets)
    if let known = validation?.targets { validation?.targets = scale.apply(to: known) }
    return scale
  }

  /// Spreads a part of the training rows' labels over all classes, and weighs the rows of classes.
  ///
  /// - Parameters:
  ///   - options: how much, and how.
  ///   - codes: the class of each row.
  ///   - classCount: the number of classes; two have one target, more have one each.
  mutating func softenLabels(_ options: TrainingOptions, codes: [Int], classCount: Int) {
    if options.labelSmoothing > 0 {
      let part = options.labelSmoothing
      training.targets = training.targets * (1 - part) + part / Double(classCount)
    }
    guard options.classWeights == .balanced else { return }
    let own = training.rows.map { codes[$0] }
    var counts = [Int](repeating: 0, count: classCount)
    for code in own { counts[code] += 1 }
    // A class may have no row left when others are held out: the classes that are there share all.
    let present = Double(counts.count { $0 > 0 })
    training.weights = Tensor(
      own.map { Double(own.count) / (present * Double(counts[$0])) })
  }

  /// The training of a network.
  func training<Element: Scalar, Model: Sendable>(
    of network: FlowNetwork<Element>, _ options: TrainingOptions, _ pool: ForkJoinPool,
    score: @escaping (Tensor<Element>) -> Double,
    model: @escaping (Standardizer, Tensor<Element>) -> Model
  ) -> FlowTraining<Model> {
    let standardizer = Standardizer(fitting: training.source, rows: training.rows)
    func rows(_ part: Part) -> LabelledRows<Element> {
      LabelledRows(
        features: standardizer.apply(to: part.source, rows: part.rows, as: Element.self),
        targets: part.targets.converted(to: Element.self),
        weights: part.weights?.converted(to: Element.self))
    }
    let session = TrainingSession(
      network: network, options: options, training: rows(training),
      validation: validation.map(rows),
      stream: stream, pool: pool, score: score)
    return FlowTraining(
      session, trainingRows: training.rows,
      validationRows: isHeldOut ? validation?.rows ?? [] : []
    ) { model(standardizer, session.bestParameters) }
  }

  private static func check(
    _ features: Tensor<Double>, _ targets: Tensor<Double>
  ) throws(LearningError) {
    guard features.rank == 2, features.shape[1] > 0 else {
      throw .featureShape(features.shape)
    }
    guard features.shape[0] == targets.shape[0] else {
      throw .rowsDiffer(features: features.shape[0], targets: targets.shape[0])
    }
    guard !features.isFinite else { return }
    guard let place = features.elements.firstIndex(where: { !$0.isFinite }) else { return }
    throw .notFinite(row: place / features.shape[1], column: place % features.shape[1])
  }
}

extension TrainingOptions {
  /// Refuses numbers that no training can mean.
  func check() throws(LearningError) {
    guard learningRate > 0, learningRate.isFinite else {
      throw .option("the learning rate is \(learningRate): it must be positive")
    }
    guard epochs >= 1 else { throw .option("there are \(epochs) epochs: at least 1 is needed") }
    guard batchSize >= 1 else {
      throw .option("a batch of \(batchSize) rows: at least 1 is needed")
    }
    guard validationFraction >= 0, validationFraction < 1 else {
      throw .option("a part of \(validationFraction) cannot be held out: it must be in [0, 1)")
    }
    guard weightDecay >= 0, weightDecay.isFinite else {
      throw .option("the weight decay is \(weightDecay): it must not be negative")
    }
    if let clipNorm, !(clipNorm > 0) {
      throw .option("the gradient's bound is \(clipNorm): it must be positive")
    }
    guard minimumImprovement >= 0, minimumImprovement.isFinite else {
      throw .option(
        "the least improvement is \(minimumImprovement): it must not be negative")
    }
    guard kineticWeight >= 0, kineticWeight.isFinite else {
      throw .option("the kinetic energy's factor is \(kineticWeight): it must not be negative")
    }
    guard labelSmoothing >= 0, labelSmoothing < 1 else {
      throw .option("a part of \(labelSmoothing) of labels is spread: it must be in [0, 1)")
    }
    if let patience, patience < 1 {
      throw .option("the patience is \(patience) epochs: at least 1 is needed")
    }
  }
}
