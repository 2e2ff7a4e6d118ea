import Arguments
import Benchmarks
import FlowLearn

/// Why a command ends without its result; the sentences are in `description`.
enum ToolError: Error {
  /// There is nothing at an input's path.
  case noSuchInput(Path)
  /// An input is there but may not be read.
  case unreadableInput(Path, reason: String)
  /// An input is a directory that holds nothing the command knows.
  case unknownDirectory(Path)
  /// Reading failed half-way.
  case readFailed(Path, reason: String)
  /// An output's file or directory cannot be made.
  case cannotCreate(Path, reason: String)
  /// An output is there already and may not be overwritten.
  case outputExists(Path)
  /// Another process is writing to an output.
  case outputBusy(Path)
  /// Writing failed half-way.
  case writeFailed(Path, reason: String)
  /// The data are not what they should be.
  case data(DataError)
  /// The data cannot be learned from.
  case learning(LearningError, source: Path)
  /// A model file is not one that this version can use.
  case model(ModelFileError)
  /// A training cannot go on from a checkpoint.
  case unusableCheckpoint(CheckpointError, Path)
  /// A sentence about data or a model file that belongs to the tool alone.
  case unusable(Path, String)
  /// Options that do not go together with the data or with each other.
  case usage(String)
  /// A training lost its numbers.
  case diverged(String)
  /// A check was made and did not hold.
  case checkFailed(String)
  /// A file of benchmark results cannot be used.
  case benchmark(RecordError)
  /// The user asked to stop.
  case interrupted(String)
}

extension ToolError {
  /// What the closure returns; an error of learning becomes one about a source.
  static func wrapping<Result>(
    _ source: Path, _ body: () throws(LearningError) -> Result
  ) throws(ToolError) -> Result {
    do throws(LearningError) {
      return try body()
    } catch {
      throw .learning(error, source: source)
    }
  }
}
