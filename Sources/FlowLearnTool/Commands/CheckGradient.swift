import Arguments
import FlowLearn

/// Compares the derivatives that training uses with differences.
struct CheckGradient: ToolCommand {
  static let configuration = CommandConfiguration(
    name: "check-gradient", abstract: "Check the derivatives of a model against differences.",
    discussion: """
      Compares the gradient by every tensor of parameters and the costate with central differences, and the field's pullback with its pushforward, in double precision. Ends with code 1 when one does not agree.

        flowlearn check-gradient runs/iris-001 iris.csv
        flowlearn check-gradient iris.csv --hidden 16,16 --activation gelu
      """)

  @Argument("A model, or a table: then a new model for it is checked.") var subject: String
  @Argument("The table to check a model on.") var data: String?
  @OptionGroup("What to learn") var goal: TargetOptions
  @Option("The most rows to check on.", value: "count") var rows = 64
  @Option("The seed of the parameters and directions.") var seed = 0
  @OptionGroup("Reading the data") var reading: ReadingOptions
  @OptionGroup("The network") var network: NetworkOptions
  @OptionGroup var talk: TalkOptions

  func validate() throws(ValidationError) {
    guard rows >= 2 else { throw ValidationError("'--rows' must be at least 2") }
    guard seed >= 0 else { throw ValidationError("'--seed' must not be negative") }
  }

  func run(_ options: ResolvedOptions) throws(ToolError) {
    let path = Path(subject)
    let model: TabularModel
    let table: Table
    if let data {
      model = try ModelSource(reading: path).model
      table = try self.table(
        DataSource(
          reading: Path(data), reading.reader(options),
          categorical: model.encoder.textColumns(labels: model.classes)))
    } else {
      table = try self.table(DataSource(reading: path, reading.reader(options)))
      model = try newModel(for: table, at: path)
    }
    let source = Path(data ?? subject)
    let check = try ToolError.wrapping(source) { () throws(LearningError) in
      try model.gradientCheck(on: table, rowLimit: rows, seed: UInt64(seed))
    }
    try talk.console.result(talk.json ? check.json.text() : check.text)
    guard check.holds else {
      let count = check.checks.count { !$0.holds }
      throw .checkFailed("\(count.of("derivative")) of \(check.checks.count) disagree")
    }
  }

  private func table(_ source: DataSource) throws(ToolError) -> Table {
    guard let table = source.rows.table else {
      throw .unusable(source.path, "gradients are checked on tables, not on images")
    }
    return table
  }

  /// A model of first parameters.
  private func newModel(for table: Table, at path: Path) throws(ToolError) -> TabularModel {
    try ToolError.wrapping(path) { () throws(LearningError) in
      let encoder = try TableEncoder(
        fitting: table, target: goal.target ?? table.names.last ?? "", task: goal.task,
        missing: goal.missing)
      return try TabularModel(
        untrained: encoder, on: table, architecture: network.architecture, seed: UInt64(seed))
    }
  }
}

extension GradientCheck {
  /// The comparisons as a table for people.
  var text: String {
    var table = TextTable([.left, .right, .right, .left])
    table.append("derivative", "relative error", "tolerance", "")
    for check in checks {
      table.append(
        check.name, check.relativeError.significant(2), check.tolerance.significant(2),
        check.holds ? "agrees" : "DISAGREES")
    }
    return table.text
  }
}
