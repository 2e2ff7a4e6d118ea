import Arguments
import FlowLearn

/// Draws a run or a model.
struct Plot: ToolCommand {
  static let configuration = CommandConfiguration(
    name: "plot", abstract: "Draw a run or a model, as SVG or in the terminal.",
    discussion: """
      Of a run: how the loss fell, how the score rose, what the flow's evaluations came to. Of a classifier of two features: the regions of its classes, with the rows of --data as points.

        flowlearn plot runs/moons-001 > loss.svg
        flowlearn plot runs/moons-001 --figure plane --data moons.csv --output plane.svg
        flowlearn plot runs/moons-001 --terminal
      """)

  /// What can be drawn.
  enum Picture: String, CaseIterable, ArgumentValue {
    case loss, score, evaluations, plane

    /// Whether it is of a training, not of a model.
    var isCurve: Bool { self != .plane }
  }

  @Argument("The directory of a run, or a model's file.") var subject: String
  @Option("What to draw; of a run the loss, of a model the plane, unless given.")
  var figure: Picture?
  @Option("Rows to draw as points in the plane; - for standard input.", value: "file")
  var data: String?
  @Option("The file to write; standard output when not given.", short: "o", value: "file")
  var output: String?
  @Flag("Overwrite the output.") var force = false
  @Flag("Draw in the terminal: curves as lines of bars, the plane as letters.")
  var terminal = false
  @OptionGroup("Reading the data") var reading: ReadingOptions
  @OptionGroup var work: ThreadOptions
  @OptionGroup var talk: TalkOptions

  func validate() throws(ValidationError) {
    if terminal, output != nil {
      throw ValidationError("'--terminal' and '--output' do not go together")
    }
    if data != nil, let figure, figure.isCurve {
      throw ValidationError("'--data' goes with '--figure plane': curves have no rows")
    }
  }

  func run(_ options: ResolvedOptions) throws(ToolError) {
    let console = talk.console
    let path = Path(subject)
    if let output, !force, Path(output).isPlainFile { throw .outputExists(Path(output)) }
    let isRun = path != .standardInput && path.kind == .directory
    if terminal { return try console.result(try text(of: path, isRun: isRun, options)) }
    let picture = figure ?? (isRun ? .loss : .plane)
    guard isRun || !picture.isCurve else {
      throw .usage(
        "'--figure \(picture.rawValue)' is of a training: name the directory of its run")
    }
    let drawing =
      switch picture {
      case .loss: try TrainingCurves(reading: path).lossFigure
      case .evaluations: try TrainingCurves(reading: path).evaluationsFigure
      case .score: try score(path)
      case .plane: try plane(path, options).plot.figure
      }
    try console.deliver(Array(drawing.svg().utf8), to: output, overwrites: force)
  }

  private func score(_ run: Path) throws(ToolError) -> Figure {
    guard let figure = try TrainingCurves(reading: run).scoreFigure else {
      throw .unusable(run, "no rows were held out in this run: there are no scores to draw")
    }
    return figure
  }

  private func plane(
    _ path: Path, _ options: ResolvedOptions
  ) throws(ToolError) -> (plot: PlanePlot, model: TabularModel) {
    let source = try ModelSource(reading: path)
    let model = source.model
    var examples: EncodedExamples?
    if let data {
      let rows = try DataSource(
        reading: Path(data), reading.reader(options),
        categorical: model.encoder.textColumns(labels: model.classes),
        part: .evaluation)
      guard let table = rows.rows.table else {
        throw .unusable(rows.path, "the plane has tables as points, not images")
      }
      examples = try ToolError.wrapping(rows.path) { () throws(LearningError) in
        try model.encoder.encodeExamples(table)
      }
    }
    guard let plot = PlanePlot(model: model, examples: examples, pool: work.pool) else {
      throw .unusable(
        source.path,
        "the plane is drawn of classifiers of 2 features, and this is a \(model.task.rawValue) of "
          + model.encoder.featureCount.of("feature"))
    }
    return (plot, model)
  }

  /// What goes to a terminal: what was asked for, or all there is.
  private func text(
    of path: Path, isRun: Bool, _ options: ResolvedOptions
  ) throws(ToolError) -> String {
    let width = min(TerminalDevice.standardOutput.width ?? 80, 100)
    var blocks: [String] = []
    if isRun, figure?.isCurve ?? true {
      blocks.append(try TrainingCurves(reading: path).text(figure, width: width))
    }
    let hasModel = !isRun || path.appending(RunDirectory.modelName).kind == .file
    if figure == .plane || figure == nil && hasModel {
      do throws(ToolError) {
        let (plot, model) = try plane(path, options)
        blocks.append(DecisionMap(plot, of: model).text(width: width))
      } catch {
        // Not every model has a plane: that is an error only for who asked for it.
        guard figure == nil, data == nil, !blocks.isEmpty else { throw error }
      }
    }
    return blocks.joined(separator: "\n\n")
  }
}
