import Arguments
import FlowLearn

/// Learns a model from rows and keeps the run.
struct Train: ToolCommand {
  static let configuration = CommandConfiguration(
    name: "train", abstract: "Learn a model from a table or from images.",
    discussion: """
      The data are a CSV file (also packed as .gz, or - for standard input), a file of images in IDX format with its labels beside it, or a directory of such.

        flowlearn train iris.csv
        flowlearn train penguins.csv --target species --missing drop
        flowlearn train abalone.csv --task regression --epochs 50
        flowlearn train iris.csv --folds 5
        flowlearn train iris.csv --resume runs/iris-001 --epochs 200
        flowlearn train iris.csv --search learning-rate=0.003,0.01 --search hidden=16,64
      """)

  @Argument("The rows to learn from; - for standard input.") var data: String
  @OptionGroup("What to learn") var goal: TargetOptions
  @OptionGroup("Reading the data") var reading: ReadingOptions
  @OptionGroup("The network") var network: NetworkOptions
  @OptionGroup("The training") var rule: RuleOptions
  @Option(
    "Cross-validate: train so many models, each on the rows but for a part, score them on that part, and keep none.",
    value: "count")
  var folds: Int?
  @Option(
    "Cross-validate all ways to choose values of options, and show the best first; give it once for each option.",
    value: "name=values")
  var search: [SearchOption]
  @OptionGroup("The run") var output: RunOptions
  @OptionGroup var talk: TalkOptions

  func validate() throws(ValidationError) {
    if let folds, folds < 2 { throw ValidationError("'--folds' must be at least 2") }
    guard folds == nil && search.isEmpty || output.resume == nil else {
      throw ValidationError("'--folds', '--search' and '--resume' do not go together")
    }
    guard folds == nil && search.isEmpty || rule.validationData == nil else {
      throw ValidationError("'--folds', '--search' and '--validation-data' do not go together")
    }
  }

  func run(_ options: ResolvedOptions) throws(ToolError) {
    let console = talk.console
    if output.printConfig {
      let json = JSONValue.object(options.json(without: RunOptions.names))
      return try console.result(json.text(.indented))
    }
    let resumed = try ResumedRun(output.resume, options)
    let reader = reading.reader(options)
    let source = try DataSource(reading: Path(data), reader)
    if case .table(let reading) = source.rows { reading.findings.forEach(console.note) }
    let encoder = try encoder(for: source, console)
    if folds != nil || !search.isEmpty {
      guard let table = source.rows.table else {
        throw .unusable(source.path, "tables are cross-validated, not images")
      }
      guard search.isEmpty else {
        return try search(table, encoder, source: source.path, options, console)
      }
      return try crossValidate(table, encoder, source: source.path, console)
    }
    let known = try validationRows(reader, encoder, source)
    try resumed?.check(source, validation: known)
    let plan = TrainingPlan(
      encoder: encoder, architecture: network.architecture, options: trainingOptions,
      precision: network.precision,
      pool: output.work.pool)
    console.note(description(of: source, encoder))
    let planned = try PlannedNetwork(plan, source)
    let memory = try planned.forecast(
      rows: source.rows.count, validationRows: known?.rows.count)
    guard !output.dryRun else {
      return try console.result(dryRun(plan, source, planned, memory))
    }
    console.note(memory.text)
    let training = TrainingRun(
      command: self, options: options, plan: plan, source: source, validation: known,
      memory: memory, resumed: resumed, console: console)
    try training.run()
  }

  /// Chooses target and task, says so, and warns of what looks odd.
  private func encoder(
    for source: DataSource, _ console: Console
  ) throws(ToolError) -> TableEncoder {
    let target = goal.target ?? source.rows.table?.names.last ?? ImageSet.target
    let encoder = try ToolError.wrapping(source.path) { () throws(LearningError) in
      try source.rows.encoder(target: target, task: goal.task, missing: goal.missing)
    }
    guard let table = source.rows.table else { return encoder }
    if goal.target == nil {
      console.note("target: \(encoder.target), the last column (use --target to choose another)")
    }
    if goal.task == nil, let column = try? table.column(encoder.target) {
      console.note("task: \(TaskGuess(column))")
    }
    let warnings = try ToolError.wrapping(source.path) { () throws(LearningError) in
      try encoder.warnings(about: table, shuffles: rule.shuffle)
    }
    for warning in warnings { console.warn(warning.description) }
    return encoder
  }

  /// Scores models on the rows that they were not trained on.
  private func crossValidate(
    _ table: Table, _ encoder: TableEncoder, source: Path, _ console: Console
  ) throws(ToolError) {
    let folds = folds ?? 5
    let check = try ToolError.wrapping(source) { () throws(LearningError) in
      try TabularModel.crossValidation(
        on: table, target: encoder.target, task: encoder.task, missing: goal.missing, folds: folds,
        architecture: network.architecture, options: trainingOptions, precision: network.precision,
        pool: output.work.pool
      ) { console.note("fold \($0 + 1) of \(folds) is done") }
    }
    try console.result(talk.json ? check.json.text() : check.text)
  }

  private func validationRows(
    _ reader: CSVOptions, _ encoder: TableEncoder, _ source: DataSource
  ) throws(ToolError) -> DataSource? {
    guard let file = rule.validationData else { return nil }
    let known = try ToolError.wrapping(source.path) { () throws(LearningError) in
      encoder.task == .classification ? try source.rows.labels(encoder) : []
    }
    return try DataSource(
      reading: Path(file), reader, categorical: encoder.textColumns(labels: known),
      part: .evaluation
    ).spelled(as: Array(Set(known)), target: encoder.target, talk.console.note)
  }

  private func description(of source: DataSource, _ encoder: TableEncoder) -> String {
    let features = encoder.featureCount
    let columns = encoder.columns.count
    let from = columns == features ? "" : " from \(columns.of("column"))"
    return "\(source.path): \(source.rows.count.of("row")), \(features.of("feature"))\(from)"
  }

  private func dryRun(
    _ plan: TrainingPlan, _ source: DataSource, _ network: PlannedNetwork, _ memory: MemoryForecast
  ) -> String {
    let count = network.parameterCount
    let facts: JSONValue = [
      "task": .string(plan.encoder.task.rawValue), "target": .string(plan.encoder.target),
      "rows": .integer(source.rows.count), "features": .integer(plan.encoder.featureCount),
      "parameters": .integer(count), "epochs": .integer(plan.options.epochs),
      "memory": memory.json(),
    ]
    if talk.json { return facts.text() }
    return """
      would train a \(plan.encoder.task.rawValue) of \(plan.encoder.target) from \
      \(plan.encoder.featureCount.of("feature")) and \(source.rows.count.of("row")): \
      \(count.of("parameter")), at most \(plan.options.epochs.of("epoch"))
      """
  }

  /// How the network is trained, and within what memory.
  var trainingOptions: TrainingOptions {
    var options = rule.training
    options.memory = output.budget
    return options
  }
}
