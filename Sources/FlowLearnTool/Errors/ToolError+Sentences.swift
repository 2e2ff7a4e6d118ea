import Benchmarks
import FlowLearn

extension ToolError: CustomStringConvertible {
  /// One sentence: what, where, and the way out.
  var description: String {
    switch self {
    case .noSuchInput(let path):
      "\(path): there is no such file or directory"
    case .unreadableInput(let path, let reason):
      "\(path): cannot be read: \(reason)"
    case .unknownDirectory(let path):
      "\(path): this is a directory without images and labels in IDX files "
        + "(train-images-idx3-ubyte and train-labels-idx1-ubyte): name a file in it"
    case .readFailed(let path, let reason):
      "\(path): reading failed: \(reason)"
    case .cannotCreate(let path, let reason):
      "\(path): cannot be created: \(reason)"
    case .outputExists(let path):
      "\(path): is there already (use --force to overwrite it, or another --output)"
    case .outputBusy(let path):
      "\(path): another training is writing this run (wait for its end, or stop it)"
    case .writeFailed(let path, let reason):
      "\(path): writing failed: \(reason)"
    case .data(let error): error.description
    case .model(let error): error.description
    case .unusableCheckpoint(let error, let path): ToolError.sentence(error, path)
    case .learning(let error, let source): ToolError.sentence(error, source)
    case .benchmark(let error): error.description
    case .unusable(let path, let sentence): "\(path): \(sentence)"
    case .usage(let sentence), .diverged(let sentence), .checkFailed(let sentence),
      .interrupted(let sentence):
      sentence
    }
  }

  /// The sentence of an error of a checkpoint, which names its file where it does not yet.
  private static func sentence(_ error: CheckpointError, _ path: Path) -> String {
    switch error {
    case .data, .notACheckpoint, .newerFormat, .damaged: error.description
    case .otherPlan, .parameterCount, .rule, .optimizer: "\(path): \(error)"
    }
  }

  /// The sentence of an error of learning, which names its file when it is about a place in it.
  private static func sentence(_ error: LearningError, _ source: Path) -> String {
    switch error {
    case .data, .numbersForCategories: error.description
    default: "\(source): \(error)"
    }
  }
}
