import Arguments
import FlowLearn

/// Shows what is in data, in a model or in a run.
struct Inspect: ToolCommand {
  static let configuration = CommandConfiguration(
    name: "inspect", abstract: "Show what is in a table, a model or a run.",
    discussion: """
      Of a table: its columns, what they hold, gaps and ranges. Of a model: its network and what it does to tables first. Of a run: its result as well.

        flowlearn inspect iris.csv
        flowlearn inspect runs/iris-001
      """)

  @Argument("A table, images, a model, or the directory of a run.") var path: String
  @OptionGroup("Reading the data") var reading: ReadingOptions
  @OptionGroup var talk: TalkOptions

  func run(_ options: ResolvedOptions) throws(ToolError) {
    let path = Path(path)
    let subject = try subject(path, options)
    try talk.console.result(talk.json ? subject.json.text() : subject.text)
  }

  private func subject(
    _ path: Path, _ options: ResolvedOptions
  ) throws(ToolError) -> any Inspectable {
    let isDirectory = path != .standardInput && path.kind == .directory
    if isDirectory, path.appending(RunDirectory.modelName).kind == .file {
      return try RunInspection(path)
    }
    if !isDirectory, path.text.hasSuffix(".safetensors") {
      return ModelInspection(try ModelSource(reading: path))
    }
    let source = try DataSource(reading: path, reading.reader(options))
    if case .table(let reading) = source.rows { reading.findings.forEach(talk.console.note) }
    return DataInspection(source)
  }
}

/// Something that can be shown to people and to programs.
protocol Inspectable {
  var text: String { get }
  var json: JSONValue { get }
}
