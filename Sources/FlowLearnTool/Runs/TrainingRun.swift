import Arguments
import FlowLearn

/// One training from its first epoch to the files of its run.
struct TrainingRun {
  let command: Train
  let options: ResolvedOptions
  let plan: TrainingPlan
  let source: DataSource
  let validation: DataSource?
  let memory: MemoryForecast
  let console: Console

  /// Trains, and writes the run.
  mutating func run() throws(ToolError) {
    let directory = try RunDirectory(
      output: command.output.output, data: source.path, overwrites: command.output.force)
    try directory.file(RunDirectory.configurationName).replace(
      with: configuration.text(.indented) + "\n")
    let startedAt = Machine.timestamp
    Interruption.watch()
    let monitor = TrainingMonitor(
      console: console,
      metrics: try MetricsFile(
        at: directory.file(RunDirectory.metricsName), task: plan.encoder.task),
      epochs: plan.options.epochs, task: plan.encoder.task,
      showsProgress: command.output.progress)
    let fit = try train(monitor)
    let peak = Machine.peakResidentBytes
    monitor.ended(fit)
    if let failure = monitor.failure { throw failure }
    guard fit.bestEpoch > 0 else { throw nothingLearned(fit.outcome) }
    try directory.model.replace(with: fit.model.bytes(version: toolVersion))
    let summary = try summary(
      fit, directory, seconds: monitor.seconds, peak: peak, startedAt: startedAt)
    try write(summary, to: directory)
    try finish(fit, summary, seconds: monitor.seconds)
  }

  /// All options that decide what is learned, the guessed ones as they were guessed.
  private var configuration: JSONValue {
    var object = options.json(without: RunOptions.names)
    object["target"] = .string(plan.encoder.target)
    object["task"] = .string(plan.encoder.task.rawValue)
    return .object(object)
  }

  private func train(_ monitor: TrainingMonitor) throws(ToolError) -> FlowFit<TabularModel> {
    try ToolError.wrapping(source.path) { () throws(LearningError) in
      try source.rows.fit(plan, validation: validation?.rows, onEpoch: monitor.finished)
    }
  }

  private func summary(
    _ fit: FlowFit<TabularModel>, _ directory: RunDirectory, seconds: Double, peak: Int,
    startedAt: String
  ) throws(ToolError) -> RunSummary {
    func scores(_ rows: Rows, _ part: [Int]?) throws(ToolError) -> ScoreReport {
      try ToolError.wrapping(source.path) { () throws(LearningError) in
        try rows.scores(of: fit.model, rows: part, on: plan.pool).report
      }
    }
    var held: ScoreReport?
    var own: ScoreReport?
    if let validation {
      held = try scores(validation.rows, nil)
    } else if !fit.validationRows.isEmpty {
      held = try scores(source.rows, fit.validationRows)
    } else {
      own = try scores(source.rows, fit.trainingRows)
    }
    return RunSummary(
      run: directory, data: source, model: fit.model, history: fit.history,
      bestEpoch: fit.bestEpoch, outcome: fit.outcome, trainingRows: fit.trainingRows.count,
      validationRows: validation?.rows.count ?? fit.validationRows.count, validation: held,
      training: own, seed: command.rule.seed, threads: plan.pool.threads, seconds: seconds,
      memory: memory, peakResidentBytes: peak, startedAt: startedAt)
  }

  private func write(_ summary: RunSummary, to directory: RunDirectory) throws(ToolError) {
    try directory.file(RunDirectory.summaryName).replace(with: summary.json.text(.indented) + "\n")
    let plots = RunPlots(summary: summary, pool: plan.pool).figures
    let folder = directory.file(RunDirectory.plotsName)
    try folder.createDirectories()
    for plot in plots { try folder.appending(plot.name + ".svg").replace(with: plot.svg) }
    let report = RunReport(summary: summary, configuration: configuration, plots: plots)
    try directory.file(RunDirectory.reportName).replace(with: report.html)
  }

  /// Says how it ended; an ending before its time is an error, though all is written.
  private func finish(
    _ fit: FlowFit<TabularModel>, _ summary: RunSummary, seconds: Double
  ) throws(ToolError) {
    if command.talk.json {
      try console.result(summary.resultJSON.text())
    } else {
      try console.result(summary.text)
    }
    let saved = "the model of epoch \(fit.bestEpoch) is in \(summary.run.model)"
    switch fit.outcome {
    case .cancelled:
      throw .interrupted("interrupted after epoch \(fit.history.count); \(saved)")
    case .diverged:
      throw .diverged("\(fit.outcome.advice ?? "the training diverged"); \(saved)")
    case .completed, .stoppedEarly, .converged: return
    }
  }

  private func nothingLearned(_ outcome: TrainingOutcome) -> ToolError {
    switch outcome {
    case .cancelled: .interrupted("interrupted before the end of an epoch: there is no model")
    default:
      .diverged("\(outcome.advice ?? "no epoch had a loss that is a number"); there is no model")
    }
  }
}
