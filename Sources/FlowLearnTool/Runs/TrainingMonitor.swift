import FlowLearn

/// Watches a training from epoch to epoch: writes its metrics and shows how it comes along.
final class TrainingMonitor {
  private let console: Console
  private let metrics: MetricsFile
  private let events: EventFile?
  private let epochs: Int
  private let scoreName: String
  private let showsProgress: Bool
  private let watch = Stopwatch()
  private let earlier: Double
  private var pace: ProgressPace

  init(
    console: Console, metrics: MetricsFile, events: EventFile?, epochs: Int, task: LearningTask,
    showsProgress: Bool, earlier: Double
  ) {
    self.events = events
    self.earlier = earlier
    self.console = console
    self.metrics = metrics
    self.epochs = epochs
    self.showsProgress = showsProgress && console.talk >= .normal
    scoreName = task == .classification ? "acc" : "R2"
    pace = ProgressPace(redraws: console.redraws)
  }

  /// The seconds of training: since the monitor was made, and those before that.
  var seconds: Double { earlier + watch.seconds }

  /// Takes note of an epoch.
  func finished(_ record: TrainingRecord, at seconds: Double) throws(ToolError) {
    try metrics.append(record, seconds: seconds)
    try events?.append(record, seconds: seconds)
    if showsProgress, pace.isDue(at: seconds) { show(record, at: seconds) }
  }

  /// Takes the line of progress away and says in one line how the training ended.
  func ended(_ fit: FlowFit<TabularModel>) {
    console.clearProgress()
    guard showsProgress else { return }
    console.note(
      "\(fit.history.count.of("epoch")) in \(durationText(seconds: seconds)), "
        + "\(fit.outcome.words), best epoch \(fit.bestEpoch)")
  }

  private func show(_ record: TrainingRecord, at seconds: Double) {
    let perEpoch = seconds / Double(max(record.epoch, 1))
    let line = ProgressLine(
      epoch: record.epoch, epochs: epochs, loss: record.trainingLoss,
      validationLoss: record.validationLoss,
      score: record.validationScore.map { (scoreName, $0) },
      evaluations: record.forwardEvaluations,
      remaining: perEpoch * Double(epochs - record.epoch))
    if console.redraws {
      console.draw(progress: line.drawn(width: console.width))
    } else {
      console.note(line.plain)
    }
  }
}
