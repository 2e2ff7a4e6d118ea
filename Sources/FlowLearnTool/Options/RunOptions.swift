import Arguments
import FlowLearn

/// Where a run goes, and what it may use.
struct RunOptions: ArgumentGroup {
  @Option(
    "The directory of the run. The next free runs/NAME-001 when not given.", short: "o",
    value: "directory")
  var output: String?
  @Flag("Overwrite the output.") var force = false
  @Option(
    "Go on in the directory of a run where its training stopped, as if it had not; with more --epochs, beyond its end.",
    value: "run")
  var resume: String?
  @Option(
    "Epochs from one checkpoint to the next; about a second, unless given.", value: "epochs")
  var checkpointEvery: Int?
  @Flag("Also write the scalars of each epoch for TensorBoard, into the run's directory.")
  var tensorboard = false
  @Option("A JSON file of options; the command line overrules it.", value: "file")
  var config: String?
  @Flag("Print all options as JSON, for --config, and end.") var printConfig = false
  @OptionGroup var work: ThreadOptions
  @Option(
    "Memory of the solves and their gradients: what is not kept is computed again. No result depends on it.",
    value: "size")
  var memory: ByteCount?
  @Flag("Read and check everything, say what would be trained, and end.") var dryRun = false
  @Flag("Show how the training comes along.") var progress = true

  func validate() throws(ValidationError) {
    if let checkpointEvery, checkpointEvery < 1 {
      throw ValidationError("'--checkpoint-every' must be at least 1")
    }
    guard resume != nil else { return }
    for (name, isGiven) in [("output", output != nil), ("config", config != nil), ("force", force)]
    where isGiven {
      throw ValidationError("'--resume' and '--\(name)' do not go together")
    }
  }

  /// What solves and their gradients may take.
  var budget: MemoryBudget { memory.map { .bytes($0.bytes) } ?? .automatic }

  /// The options about this call alone, which say nothing about what is learned.
  static let names: Set<String> = [
    "output", "force", "resume", "checkpoint-every", "config", "print-config", "threads", "memory",
    "dry-run", "progress", "json", "tensorboard",
    "quiet", "verbose", "color",
  ]
}
