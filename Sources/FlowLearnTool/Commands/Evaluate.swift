import Arguments
import FlowLearn

/// Scores a model on rows whose targets are known.
struct Evaluate: ToolCommand {
  static let configuration = CommandConfiguration(
    name: "evaluate", abstract: "Score a model on data whose targets are known.",
    discussion: """
      Columns are found by name, whatever their order; columns that the model does not know are left alone.

        flowlearn evaluate runs/iris-001 more.csv
        flowlearn evaluate runs/iris-001 more.csv --attack pgd:0.1
        flowlearn evaluate runs/iris-001 more.csv --attack pgd:0.1 \\
          --defence pca:0.7 --defence-data iris.csv
      """)

  @Argument("The model: its file, or the directory of its run.") var model: String
  @Argument("The rows to score; - for standard input.") var data: String
  @OptionGroup("Reading the data") var reading: ReadingOptions
  @OptionGroup("Attack and defence") var robustness: RobustnessOptions
  @OptionGroup var work: ThreadOptions
  @OptionGroup var talk: TalkOptions

  func run(_ options: ResolvedOptions) throws(ToolError) {
    let console = talk.console
    let model = try ModelSource(reading: Path(model)).model
    let source = try DataSource(
      reading: Path(data), reading.reader(options),
      categorical: model.encoder.textColumns(labels: model.classes),
      part: .evaluation
    ).spelled(as: model.classes, target: model.encoder.target, console.note)
    let pool = work.pool
    let scores = try ToolError.wrapping(source.path) { () throws(LearningError) in
      try source.rows.scores(of: model, on: pool)
    }
    console.remark(on: scores.predictions.inputs, of: source)
    let attacked = try attacked(model, source, options, pool)
    if talk.json {
      var json = scores.report.json
      if let attacked, case .object(var object) = json {
        object["robustness"] = attacked.report.json
        json = .object(object)
      }
      try console.result(json.text())
    } else {
      let work = scores.predictions.work
      let each = Double(work.forwardEvaluations) / Double(max(scores.predictions.rows.count, 1))
      let robustness = attacked.map { "\n\n" + $0.report.text($0.check) }
      try console.result(
        scores.report.text() + "\n\nevaluations a row  \(each.significant(6)) forward"
          + (robustness ?? ""))
    }
  }

  /// What the attack and the defence come to; nil when neither is asked for.
  private func attacked(
    _ model: TabularModel, _ source: DataSource, _ options: ResolvedOptions, _ pool: ForkJoinPool
  ) throws(ToolError) -> (check: RobustnessCheck, report: RobustnessReport)? {
    guard let check = robustness.check(areImages: source.rows.images != nil) else { return nil }
    let rows = try source.labelledFeatures(of: model)
    var clean: LabelledFeatures?
    if let path = robustness.defenceData {
      let other = try DataSource(
        reading: Path(path), reading.reader(options),
        categorical: model.encoder.textColumns(labels: model.classes),
        part: .training)
      clean = try other.labelledFeatures(of: model)
    }
    let report = try ToolError.wrapping(source.path) { () throws(LearningError) in
      try model.robustness(check, on: rows, clean: clean, pool: pool)
    }
    return (check, report)
  }
}

extension DataSource {
  /// The rows as the features of a classifier with their labels.
  fileprivate func labelledFeatures(of model: TabularModel) throws(ToolError) -> LabelledFeatures {
    switch rows {
    case .images(let set): return LabelledFeatures(features: set.features, labels: set.labels)
    case .table(let reading):
      let examples = try ToolError.wrapping(path) { () throws(LearningError) in
        try model.encoder.encodeExamples(reading.table)
      }
      guard case .labels(let labels) = examples.target else {
        throw .unusable(
          path, "attacks make a model err about classes, and this one predicts numbers")
      }
      return LabelledFeatures(features: examples.inputs.features, labels: labels)
    }
  }
}

extension TableEncoder {
  /// The columns to be read as text even if they look like numbers: those of categories, and a target
  /// some of whose labels are not written as numbers are.
  func textColumns(labels: [String]) -> [String] {
    let areNumbers = labels.allSatisfy { label in
      Double(label).map { [label, label + ".0"].contains($0.description) } ?? false
    }
    return areNumbers ? categoricalColumns : categoricalColumns + [target]
  }
}

extension Console {
  /// Says what was odd about rows that a model was applied to.
  func remark(on inputs: EncodedRows, of source: DataSource) {
    if !inputs.extraColumns.isEmpty {
      let names = inputs.extraColumns.prefix(8).joined(separator: ", ")
      let rest = inputs.extraColumns.count > 8 ? ", ..." : ""
      let count = inputs.extraColumns.count.of("column")
      note("\(source.path): \(count) that the model does not read: \(names)\(rest)")
    }
    for unseen in inputs.unseen {
      let names = unseen.categories.prefix(8).joined(separator: ", ")
      let rest = unseen.categories.count > 8 ? ", ..." : ""
      warn(
        "\(source.path): column \(unseen.column): the model has not seen \(names)\(rest) "
          + "(\(unseen.rowCount.of("row"))); such a cell counts as none of the known categories")
    }
    if inputs.filledCells > 0 {
      warn(
        "\(source.path): \(inputs.filledCells.of("missing cell")) filled with the mean or the "
          + "most frequent category of the training")
    }
    let left = source.rows.count - inputs.rows.count
    if left > 0 {
      warn("\(source.path): \(left.of("row")) left out because a value is missing")
    }
  }
}
