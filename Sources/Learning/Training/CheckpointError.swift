public import DataIO
public import Optimization

/// Why a training does not go on from a checkpoint, or bytes are not one.
public enum CheckpointError: Error, Sendable, Hashable {
  /// The bytes are not a safetensors file, or a text in it is not JSON.
  case data(DataError)
  /// A safetensors file that does not say it is a checkpoint of this package.
  case notACheckpoint(source: String)
  /// The file was written in a format that this version does not know.
  case newerFormat(source: String, found: String, known: Int)
  /// The file is not whole, or parts of it contradict each other.
  case damaged(source: String, String)
  /// Another training: a part of the plan differs.
  case otherPlan(part: String, found: String, expected: String)
  /// Arrays are not as long as the network's parameters.
  case parameterCount(found: Int, expected: Int)
  /// What the rule remembers is not what this rule does.
  case rule(String)
  /// The optimiser's state is of another rule or model.
  case optimizer(OptimizerStateError)
}
