import Arguments
import FlowLearn

/// Writes what a model predicts for rows.
struct Predict: ToolCommand {
  static let configuration = CommandConfiguration(
    name: "predict", abstract: "Predict the targets of rows, as CSV.",
    discussion: """
      One line a row, in the order of the rows: the label and the probability of each class, or the number. A row with a missing value that the model leaves out has empty cells.

        flowlearn predict runs/iris-001 new.csv --id name > predictions.csv
      """)

  @Argument("The model: its file, or the directory of its run.") var model: String
  @Argument("The rows; - for standard input.") var data: String
  @Option("A column to copy in front of the predictions.", value: "column") var id: [String]
  @Option("The file to write; standard output when not given.", short: "o", value: "file")
  var output: String?
  @Flag("Overwrite the output.") var force = false
  @OptionGroup("Reading the data") var reading: ReadingOptions
  @OptionGroup var work: ThreadOptions
  @OptionGroup var talk: TalkOptions

  func run(_ options: ResolvedOptions) throws(ToolError) {
    let console = talk.console
    let model = try ModelSource(reading: Path(model)).model
    let source = try DataSource(
      reading: Path(data), reading.reader(options),
      categorical: model.encoder.textColumns(labels: model.classes),
      part: .evaluation)
    if let output, !force, Path(output).isPlainFile { throw .outputExists(Path(output)) }
    let ids = try idColumns(source)
    let pool = work.pool
    let predictions = try ToolError.wrapping(source.path) { () throws(LearningError) in
      try source.rows.predictions(of: model, on: pool)
    }
    console.remark(on: predictions.inputs, of: source)
    let bytes =
      talk.json
      ? Array((predictions.json(ids: ids, rowCount: source.rows.count).text() + "\n").utf8)
      : predictions.csv(ids: ids, target: model.encoder.target, rowCount: source.rows.count)
    try console.deliver(bytes, to: output, overwrites: force)
  }

  private func idColumns(_ source: DataSource) throws(ToolError) -> [Table.Column] {
    guard let table = source.rows.table else {
      guard id.isEmpty else { throw .usage("images have no columns: leave out --id") }
      return []
    }
    var columns: [Table.Column] = []
    for name in id {
      do throws(DataError) {
        columns.append(try table.column(name))
      } catch {
        throw .data(error)
      }
    }
    return columns
  }
}
