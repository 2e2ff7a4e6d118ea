import Arguments

/// The tool's own command: it only gathers the others.
struct FlowLearnCommand: Command {
  static let configuration = CommandConfiguration(
    name: "flowlearn", abstract: "Learn flows from data: neural ODEs trained as optimal control.",
    discussion: """
      A model carries the rows of a table along a learned flow and reads classes or numbers off its end.

        flowlearn train iris.csv
        flowlearn evaluate runs/iris-001 more.csv
        flowlearn predict runs/iris-001 new.csv > predictions.csv
      """,
    version: toolVersion,
    subcommands: [
      Train.self, Evaluate.self, Predict.self, Inspect.self, Plot.self, Export.self, Explain.self,
      Simulate.self, CheckGradient.self, Generate.self, Benchmark.self, Completions.self,
    ])
}

/// The version that `--version` shows and that runs record.
let toolVersion = "0.1.0"

/// A command that the tool can run.
protocol ToolCommand: Command {
  /// Does what the command is for; the options say where each value came from.
  func run(_ options: ResolvedOptions) throws(ToolError)
}
