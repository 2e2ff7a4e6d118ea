import Arguments
import FlowLearn

/// The threads of a command that computes.
struct ThreadOptions: ArgumentGroup {
  @Option("Threads; all processors unless given. No result depends on it.", value: "count")
  var threads: Int?

  func validate() throws(ValidationError) {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("'--threads' must be from 1 to 1024")
    }
  }

  /// The threads, started.
  var pool: ForkJoinPool { ForkJoinPool(threads: threads ?? Machine.processorCount) }
}
