import Arguments
import FlowLearn

/// Scores a model on rows whose targets are known.
struct Evaluate: ToolCommand {
  static let configuration = CommandConfiguration(
    name: "evaluate", abstract: "Score a model on data whose targets are known.",
    discussion: """
      Columns are found by name, whatever their order; columns that the model does not know are left alone.

        flowlearn evaluate runs/iris-001 more.csv
      """)

  @Argument("The model: its file, or the directory of its run.") var model: String
  @Argument("The rows to score; - for standard input.") var data: String
  @OptionGroup("Reading the data") var reading: ReadingOptions
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
    if talk.json {
      try console.result(scores.report.json.text())
    } else {
      let work = scores.predictions.work
      let each = Double(work.forwardEvaluations) / Double(max(scores.predictions.rows.count, 1))
      try console.result(
        scores.report.text() + "\n\nevaluations a row  \(each.significant(6)) forward")
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
