import Arguments

/// A small tool with one command of every kind of option.
struct SampleTool: Command {
  static let configuration = CommandConfiguration(
    name: "sample", abstract: "Learn flows from tables.", version: "1.2.0",
    subcommands: [Train.self, Add.self, Export.self])
}

enum Precision: String, CaseIterable, ArgumentValue {
  case single
  case double
}

struct Shared: ArgumentGroup {
  @Option("The character between columns.", value: "character") var delimiter: String?
  @Flag("The first line holds names.") var header = true

  func validate() throws(ValidationError) {
    guard delimiter != "." else {
      throw ValidationError("'--delimiter .' would split numbers: choose another character")
    }
  }
}

struct Train: Command {
  static let configuration = CommandConfiguration(
    name: "train", abstract: "Learn a model from a table of numbers and save the best.",
    discussion: """
      The last column is the target unless --target names another.

        sample train iris.csv --epochs 20
      """)

  @Argument("The table to learn from, or - for standard input.") var data: String
  @OptionGroup("Reading options") var reading: Shared
  @Option("Passes over the data.", short: "e") var epochs = 100
  @Option("How far one step goes.") var learningRate = 0.01
  @Option("The numbers' width.") var precision = Precision.double
  @Option("A column to leave out.", value: "column") var drop: [String]
  @Flag("Say more.", short: "v") var verbose = false
  @Flag("Say nothing.", short: "q") var quiet = false

  func validate() throws(ValidationError) {
    guard epochs > 0 else { throw ValidationError("'--epochs' must be at least 1") }
    guard !(verbose && quiet) else {
      throw ValidationError("'--verbose' and '--quiet' do not go together")
    }
  }
}

struct Add: Command {
  static let configuration = CommandConfiguration(name: "add", abstract: "Add numbers.")

  @Argument("The numbers.") var values: [Double]
  @Option("Added to the sum.") var offset = 0.0
}

struct Export: Command {
  static let configuration = CommandConfiguration(
    name: "export", abstract: "Write a model for another program.")

  @Argument("The model.") var model: String
  @Argument("The file to write.") var file: String?
  @Option("The file's format.", values: ["onnx", "npz"]) var format: String
}

extension CommandLineParser {
  /// Reads a line whose words are separated by spaces.
  func parse(line: String, _ values: [String: OptionValue] = [:]) -> Invocation {
    parse(line.split(separator: " ").map(String.init)) { _ in
      Configuration(source: "run.json", values: values)
    }
  }
}

/// The text that a line is answered with, and the exit code; nil when a command is to be run.
func answer(
  _ line: String, width: Int = 80, _ values: [String: OptionValue] = [:]
) -> (text: String, exitCode: Int32)? {
  let invocation = CommandLineParser(SampleTool.self, width: width).parse(line: line, values)
  guard case .show(let text, let exitCode) = invocation else { return nil }
  return (text, exitCode)
}

/// The command that a line asks for, as a value of its type.
func command<C: Command>(
  _ type: C.Type, _ line: String, _ values: [String: OptionValue] = [:]
) -> (command: C, options: ResolvedOptions)? {
  let invocation = CommandLineParser(SampleTool.self).parse(line: line, values)
  guard case .run(let command as C, let options) = invocation else { return nil }
  return (command, options)
}
