import Arguments
import FlowLearn

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The command line of the examples.
struct ExamplesCommand: Command {
  static let configuration = CommandConfiguration(
    name: "examples", abstract: "Run an example of the lecture and check what it claims.",
    discussion: """
      Each claim is a line: claimed, measured, tolerance, holds. The exit code is 1 if one does not.

        examples list
        examples sincos --output figures
      """)

  @Argument("The example, or list for what there is.", values: ["list"] + examples.map { $0.name })
  var name: String
  @Option("Where figures go; made if missing.", value: "directory") var output = "figures"
  @Option("The seed of all chance.") var seed = 1
  @Flag("Take more points and a longer training.") var full = false
  @Flag("Print the claims as JSON.") var json = false
  @Option(
    "Where MNIST's four files are, for examples of images; else digits are drawn.",
    value: "directory")
  var data: String?

  func validate() throws(ValidationError) {
    guard seed >= 0 else { throw ValidationError("'--seed' must be at least 0") }
    let readers = examples.filter { $0.readsImages }.map { $0.name }
    guard data == nil || readers.contains(name) else {
      throw ValidationError("'--data' is for " + readers.joined(separator: " and "))
    }
  }
}

/// What a command line comes to, before anything is printed or written.
struct Answer {
  /// What goes to standard output.
  var output: [String] = []
  /// What goes to standard error.
  var errors: [String] = []
  /// The figures to write, by their paths.
  var files: [(path: String, figure: Figure)] = []
  /// The exit code: 0, or 1 when a claim does not hold, or 64 for a command line that is wrong.
  var exitCode: Int32 = 0
}

/// Answers command lines.
enum Driver {
  /// The exit code when a figure cannot be written, as in BSD's `sysexits.h`.
  private static let writingFailed: Int32 = 74

  /// Computes what a command line asks for.
  static func answer(_ arguments: [String]) -> Answer {
    switch CommandLineParser(ExamplesCommand.self).parse(arguments) {
    case .show(let text, let exitCode):
      return exitCode == 0
        ? Answer(output: [text]) : Answer(errors: [text], exitCode: exitCode)
    case .run(let command as ExamplesCommand, _):
      return answer(command)
    case .run(let command, _):
      preconditionFailure("\(type(of: command)) is not a command of the examples")
    }
  }

  /// Answers a command line, prints and writes; returns the exit code.
  static func run(_ arguments: [String]) -> Int32 {
    let answer = answer(arguments)
    for line in answer.output { print(line) }
    for line in answer.errors { printError(line) }
    for (path, figure) in answer.files {
      if let reason = write(figure.svg(), to: path) {
        printError("Error: cannot write \(path): \(reason)")
        return Driver.writingFailed
      }
      printError(path)
    }
    return answer.exitCode
  }

  private static func answer(_ command: ExamplesCommand) -> Answer {
    guard let example = examples.first(where: { $0.name == command.name }) else {
      let width = examples.map { $0.name.count }.max() ?? 0
      return Answer(
        output: examples.map { example in
          let space = String(repeating: " ", count: width - example.name.count)
          return "\(example.name)\(space)  \(example.summary)"
        })
    }
    do {
      let settings = Settings(
        seed: UInt64(command.seed), isFull: command.full,
        pool: ForkJoinPool(threads: max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1)),
        images: try command.data.map(MNISTFiles.data(in:)))
      return answer(command, try example.run(settings))
    } catch {
      return Answer(errors: ["Error: \(error)"], exitCode: EXIT_FAILURE)
    }
  }

  private static func answer(_ command: ExamplesCommand, _ findings: Findings) -> Answer {
    var answer = Answer()
    if command.json {
      let report: JSONValue = [
        "example": .string(command.name), "claims": .array(findings.claims.map(\.json)),
      ]
      answer.output = [report.text(.indented)]
    } else {
      answer.output = findings.claims.table
      let sentences = findings.remarks + findings.timings
      if !sentences.isEmpty { answer.output += [""] + sentences }
    }
    answer.files = findings.figures.map { ("\(command.output)/\($0.name).svg", $0.figure) }
    answer.exitCode = findings.claims.allSatisfy(\.holds) ? EXIT_SUCCESS : EXIT_FAILURE
    return answer
  }
}
