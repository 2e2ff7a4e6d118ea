import DataIO
import Optimization

extension CheckpointError: CustomStringConvertible {
  /// One sentence: what was found, what was expected, and the way out.
  public var description: String {
    switch self {
    case .data(let error): error.description
    case .notACheckpoint(let source):
      "\(source): this safetensors file is not a flowlearn checkpoint: its metadata do not say "
        + "format = \(TrainingCheckpoint.formatName)"
    case .newerFormat(let source, let found, let known):
      "\(source): the checkpoint is written in format version \(found), and this flowlearn reads up "
        + "to version \(known) (update flowlearn, or end the training with the one that began it)"
    case .damaged(let source, let sentence): "\(source): \(sentence)"
    case .otherPlan(let part, let found, let expected):
      "the checkpoint belongs to another training: its \(part) is \(found), and this one's is "
        + "\(expected)"
    case .parameterCount(let found, let expected):
      "the checkpoint holds \(found) parameters, and the network has \(expected)"
    case .rule(let sentence):
      "what the checkpoint remembers of the optimizer is not what this one needs: \(sentence)"
    case .optimizer(let error): error.description
    }
  }
}
