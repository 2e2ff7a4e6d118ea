import Arguments
import FlowLearn

/// How the network is trained.
struct RuleOptions: ArgumentGroup {
  private static let usual = TrainingOptions()

  @Option("The part of the rows held out to decide when to stop; 0 for none.", value: "part")
  var validation = usual.validationFraction
  @Option("Rows that decide when to stop, instead of a part held out.", value: "file")
  var validationData: String?
  @Flag("Put the rows in a new order at each epoch.") var shuffle = true
  @Option("The seed of everything random.") var seed = 0
  @Option("The rule that improves the parameters.") var optimizer = usual.method
  @Option("The learning rate at its largest.", value: "rate")
  var learningRate = usual.learningRate
  @Option("How the learning rate changes.") var schedule = usual.schedule
  @Option(
    "The epochs over which the learning rate changes; all unless given. Needed for a training that is to be lengthened later as if it had been long from the beginning.",
    value: "count")
  var scheduleEpochs: Int?
  @Option("The rows of a step.", value: "rows") var batchSize = usual.batchSize
  @Option("The most passes over the rows.", value: "count") var epochs = usual.epochs
  @Option("The rate at which weights decay.", value: "rate") var weightDecay = usual.weightDecay
  @Option("The bound on the gradient's norm; 0 for none.", value: "norm") var clipNorm = 1.0
  @Option(
    "The factor of the flow's kinetic energy beside the loss: with it, flows take fewer adaptive steps.",
    value: "factor")
  var kinetic = usual.kineticWeight
  @Option("The part of each label that is spread over all classes evenly.", value: "part")
  var labelSmoothing = usual.labelSmoothing
  @Option("What the rows of a class weigh: all the same, or so that all classes do together.")
  var classWeights = usual.classWeights
  @Option("Epochs without a better loss before training stops; 0 for never.", value: "epochs")
  var patience = usual.patience ?? 0
  @Option("By how much a loss must fall to count as better.", value: "amount")
  var minDelta = usual.minimumImprovement

  func validate() throws(ValidationError) {
    func require(_ holds: Bool, _ sentence: String) throws(ValidationError) {
      guard holds else { throw ValidationError(sentence) }
    }
    try require(
      validation >= 0 && validation < 1, "'--validation' is a part of the rows: 0 or more, below 1")
    try require(seed >= 0, "'--seed' must not be negative")
    try require(learningRate > 0, "'--learning-rate' must be positive")
    try require(batchSize >= 1, "'--batch-size' must be at least 1")
    try require(epochs >= 1, "'--epochs' must be at least 1")
    try require(scheduleEpochs ?? 1 >= 1, "'--schedule-epochs' must be at least 1")
    try require(weightDecay >= 0, "'--weight-decay' must not be negative")
    try require(clipNorm >= 0, "'--clip-norm' must not be negative")
    try require(kinetic >= 0, "'--kinetic' must not be negative")
    try require(
      labelSmoothing >= 0 && labelSmoothing < 1,
      "'--label-smoothing' is a part of a label: 0 or more, below 1")
    try require(patience >= 0, "'--patience' must not be negative")
    try require(minDelta >= 0, "'--min-delta' must not be negative")
  }

  /// The options of the library.
  var training: TrainingOptions {
    TrainingOptions(
      method: optimizer, learningRate: learningRate, schedule: schedule,
      scheduleEpochs: scheduleEpochs, epochs: epochs, batchSize: batchSize,
      weightDecay: weightDecay, clipNorm: clipNorm == 0 ? nil : clipNorm,
      kineticWeight: kinetic, labelSmoothing: labelSmoothing, classWeights: classWeights,
      validationFraction: validationData == nil ? validation : 0,
      patience: patience == 0 ? nil : patience, minimumImprovement: minDelta, shuffles: shuffle,
      seed: UInt64(seed))
  }
}
