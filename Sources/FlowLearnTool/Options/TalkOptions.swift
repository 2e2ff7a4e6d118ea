import Arguments

/// How much a command says, and how: shared by all commands.
struct TalkOptions: ArgumentGroup {
  @Flag("Print the result as one JSON document.") var json = false
  @Flag("Say nothing but the result, warnings and errors.", short: "q") var quiet = false
  @Flag("Say more.", short: "v") var verbose = false
  @Option("When to use colours and redrawn lines on standard error.") var color = ColorPolicy.auto

  func validate() throws(ValidationError) {
    guard !(quiet && verbose) else {
      throw ValidationError("'--quiet' and '--verbose' do not go together")
    }
  }

  /// The console that speaks so.
  var console: Console {
    Console(talk: quiet ? .quiet : verbose ? .verbose : .normal, color: color)
  }
}
