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
  /// The run to go on in; nil for a new one.
  let resumed: ResumedRun?
  let console: Console

  /// Trains, and writes the run.
  func run() throws(ToolError) {
    let directory = try directory()
    guard let lock = DirectoryLock(directory.path) else { throw .outputBusy(directory.path) }
    // The run is ours to the end of this function.
    defer { _ = lock }
    directory.removeRemnants()
    Interruption.watch()
    let (fit, loop) = try train(directory)
    let monitor = loop.monitor
    let peak = Machine.peakResidentBytes
    monitor.ended(fit)
    guard fit.bestEpoch > 0 else { throw nothingLearned(fit.outcome, directory) }
    try directory.model.replace(with: fit.model.bytes(version: toolVersion))
    let summary = try summary(
      fit, directory, seconds: monitor.seconds, peak: peak, startedAt: loop.origin.startedAt)
    try write(summary, to: directory)
    try finish(fit, summary, seconds: monitor.seconds)
  }

  private func directory() throws(ToolError) -> RunDirectory {
    if let resumed { return resumed.directory }
    return try RunDirectory(
      output: command.output.output, data: source.path, overwrites: command.output.force)
  }

  /// All options that decide what is learned, the guessed ones as they were guessed.
  private var configuration: JSONValue {
    var object = options.json(without: RunOptions.names)
    object["target"] = .string(plan.encoder.target)
    object["task"] = .string(plan.encoder.task.rawValue)
    return .object(object)
  }

  /// Trains from the beginning or from a checkpoint, to the end or to where the user stops it.
  private func train(
    _ directory: RunDirectory
  ) throws(ToolError) -> (FlowFit<TabularModel>, TrainingLoop) {
    let training = try ToolError.wrapping(source.path) { () throws(LearningError) in
      try source.rows.training(plan, validation: validation?.rows)
    }
    let origin = try resume(training, in: directory)
    try directory.configuration.replace(with: configuration.text(.indented) + "\n")
    let done = Array(zip(training.history, origin.epochSeconds))
    let metrics = try MetricsFile(
      at: directory.file(RunDirectory.metricsName), task: plan.encoder.task, done: done)
    // A run that had event files goes on with them.
    let hasEvents = command.output.tensorboard || !directory.eventFiles.isEmpty
    let events =
      hasEvents
      ? try EventFile(in: directory, task: plan.encoder.task, done: done, earlier: origin.seconds)
      : nil
    let monitor = TrainingMonitor(
      console: console, metrics: metrics, events: events, epochs: plan.options.epochs,
      task: plan.encoder.task, showsProgress: command.output.progress, earlier: origin.seconds)
    var loop = TrainingLoop(
      directory: directory, monitor: monitor, origin: origin,
      data: DataFingerprint(source, validation: validation),
      file: CheckpointFile(
        directory.checkpoint, interval: command.output.checkpointEvery,
        epoch: resumed.map { _ in training.history.count }))
    try loop.run(training)
    return (training.fit, loop)
  }

  /// Goes on from the checkpoint of a run, if there is one, and says so.
  private func resume(
    _ training: FlowTraining<TabularModel>, in directory: RunDirectory
  ) throws(ToolError) -> RunOrigin {
    guard let resumed else { return RunOrigin(startedAt: Machine.timestamp) }
    // Read again: another process may have gone on while this one read its data.
    let earlier = try resumed.checkpoint()
    do throws(CheckpointError) {
      try training.resume(from: earlier.training)
    } catch {
      throw .unusableCheckpoint(error, directory.checkpoint)
    }
    let done = training.history.count
    if let outcome = training.outcome {
      console.note(
        "\(directory.path): the training has ended after \(done.of("epoch")) (\(outcome.words)): give "
          + "more --epochs or --patience to go on")
    } else {
      console.note("\(directory.path): going on after \(done.of("epoch"))")
      if let warning = resumed.scheduleWarning(plan.options, done: done) { console.warn(warning) }
    }
    return earlier.origin
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
      throw .interrupted(
        "interrupted after epoch \(fit.history.count) (go on with --resume \(summary.run.path)); "
          + saved)
    case .diverged:
      throw .diverged("\(fit.outcome.advice ?? "the training diverged"); \(saved)")
    case .completed, .stoppedEarly, .converged: return
    }
  }

  private func nothingLearned(_ outcome: TrainingOutcome, _ run: RunDirectory) -> ToolError {
    switch outcome {
    case .cancelled:
      .interrupted(
        "interrupted before the end of an epoch: there is no model (go on with --resume \(run.path))"
      )
    default:
      .diverged("\(outcome.advice ?? "no epoch had a loss that is a number"); there is no model")
    }
  }
}
