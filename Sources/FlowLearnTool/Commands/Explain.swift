import Arguments
import FlowLearn

/// Reads a trained flow by Pontryagin's maximum principle.
struct Explain: ToolCommand {
  static let configuration = CommandConfiguration(
    name: "explain", abstract: "Read a trained flow by Pontryagin's maximum principle.",
    discussion: """
      Carries the rows' states along the flow and their costates back, and tells, on each piece of the horizon, the mean Hamiltonian E H, how steeply parameters would raise it, and by how much the best parameters of that piece alone would that are no larger than the model's: where this gap is large, parameters that change with time would gain. E H is constant along the optimal flow of a field without time in it.

        flowlearn explain runs/iris-001 iris.csv
        flowlearn explain runs/iris-001 iris.csv --pieces 40 --csv principle.csv --plot principle.svg
      """)

  @Argument("The model: its file, or the directory of its run.") var model: String
  @Argument("The rows to examine it on; - for standard input.") var data: String
  @Option("The pieces of the horizon.", value: "count") var pieces = 20
  @Option("The most rows that are used.", value: "count") var rows = 1000
  @Option("The most iterations that look for a larger Hamiltonian.", value: "count")
  var iterations = 100
  @Option("Write the pieces as CSV.", value: "file") var csv: String?
  @Option("Draw them as SVG.", value: "file") var plot: String?
  @Flag("Overwrite these files.") var force = false
  @OptionGroup("Reading the data") var reading: ReadingOptions
  @OptionGroup var work: ThreadOptions
  @OptionGroup var talk: TalkOptions

  func validate() throws(ValidationError) {
    guard pieces >= 1, pieces <= 1000 else {
      throw ValidationError("'--pieces' must be from 1 to 1000")
    }
    guard rows >= 1 else { throw ValidationError("'--rows' must be at least 1") }
    guard iterations >= 1 else { throw ValidationError("'--iterations' must be at least 1") }
  }

  func run(_ options: ResolvedOptions) throws(ToolError) {
    let console = talk.console
    let model = try ModelSource(reading: Path(model)).model
    let source = try DataSource(
      reading: Path(data), reading.reader(options),
      categorical: model.encoder.textColumns(labels: model.classes),
      part: .evaluation)
    guard let table = source.rows.table else {
      throw .unusable(source.path, "flows are examined on tables, not on images")
    }
    let pool = work.pool
    let check = try ToolError.wrapping(source.path) { () throws(LearningError) in
      try model.maximumPrincipleCheck(
        on: table, pieces: pieces, rowLimit: rows, iterations: iterations, pool: pool)
    }
    if let csv { try console.deliver(Array(check.report.csv.utf8), to: csv, overwrites: force) }
    if let plot {
      try console.deliver(Array(check.figure.svg().utf8), to: plot, overwrites: force)
    }
    try console.result(talk.json ? check.json.text() : check.text)
  }
}

extension MaximumPrincipleCheck {
  /// The pieces as a table, and what they come to in sentences.
  var text: String {
    var table = TextTable([.right, .right, .right, .right, .right, .right])
    table.append("from", "to", "E H", "slope", "gap", "costate")
    for piece in report.pieces {
      table.append(
        piece.start.fixed(3), piece.end.fixed(3), piece.hamiltonian.significant(6),
        piece.slope.significant(3), piece.gap.significant(3), piece.costateNorm.significant(3))
    }
    let constant =
      isAutonomous
      ? "E H changes by \(report.hamiltonianSpread.significant(3)) over the horizon; along an optimal flow of this field, which does not depend on time, it would not"
      : "E H changes by \(report.hamiltonianSpread.significant(3)) over the horizon, as it may: the field depends on time"
    return """
      \(table.lines.joined(separator: "\n"))

      cost \(report.cost.significant(6)) over \(rows.of("row")), in \(steps.of("step"))
      \(constant)
      the largest gap to the maximum principle, over parameters of norm \(size.significant(3)) or less, is \(report.greatestGap.significant(3)), the whole of them \(wholeGap.significant(3)) of the cost
      residuals with twice the steps: states \(stateResidual.significant(2)), costates \(costateResidual.significant(2))
      """
  }

  /// The gaps' integral over the horizon, relative to the cost.
  private var wholeGap: Double {
    let sum = report.pieces.reduce(0) { $0 + $1.gap * ($1.end - $1.start) }
    return report.cost == 0 ? 0 : sum / abs(report.cost)
  }

  /// The same as one JSON object.
  var json: JSONValue {
    [
      "cost": .number(report.cost), "rows": .integer(rows), "steps": .integer(steps),
      "greatest_gap": .number(report.greatestGap),
      "hamiltonian_spread": .number(report.hamiltonianSpread), "autonomous": .bool(isAutonomous),
      "state_residual": .number(stateResidual), "costate_residual": .number(costateResidual),
      "pieces": .array(
        report.pieces.map { piece in
          [
            "start": .number(piece.start), "end": .number(piece.end),
            "hamiltonian": .number(piece.hamiltonian), "slope": .number(piece.slope),
            "gap": .number(piece.gap), "costate": .number(piece.costateNorm),
          ]
        }),
    ]
  }

  /// E H, the gap, the slope and the costate against time.
  var figure: Figure {
    let times = report.pieces.map { ($0.start + $0.end) / 2 }
    func panel(_ title: String, _ values: [Double]) -> Panel {
      // From zero, so that what is constant looks so.
      let (least, most) = (min(values.min() ?? 0, 0), max(values.max() ?? 0, 0))
      let margin = 0.1 * max(most - least, .leastNormalMagnitude)
      let limits = (least < 0 ? least - margin : 0)...(most > 0 ? most + margin : margin)
      return Panel(title: title).axes(x: Axis("t"), y: Axis(limits: limits))
        .line(x: times, y: values, style: LineStyle(marker: .circle))
    }
    return Figure(
      columns: 2,
      panels: [
        panel("Mean Hamiltonian E H", report.pieces.map(\.hamiltonian)),
        panel("Gap: max E H - E H", report.pieces.map(\.gap)),
        panel("Slope of E H by the parameters", report.pieces.map(\.slope)),
        panel("Size of the costate", report.pieces.map(\.costateNorm)),
      ])
  }
}
