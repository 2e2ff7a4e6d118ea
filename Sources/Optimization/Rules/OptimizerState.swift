public import Tensors

/// What an ``Optimizer`` remembers, by name: enough to go on as if nothing had happened.
public struct OptimizerState<Element: Scalar>: Equatable, Sendable {
  /// The number of steps taken.
  public var step: Int
  /// The remembered vectors, each of shape `[count]`, by the names of the rule's transform.
  public var vectors: [String: Tensor<Element>]

  /// A state read back from somewhere.
  public init(step: Int, vectors: [String: Tensor<Element>]) {
    self.step = step
    self.vectors = vectors
  }
}

/// A state that does not belong to the rule that is to continue from it.
public enum OptimizerStateError: Error, Hashable, Sendable {
  /// The state's vectors are not those of the rule.
  case names(found: [String], expected: [String])
  /// A vector does not have one element a parameter.
  case shape(name: String, found: [Int], expected: [Int])
  /// The number of steps is negative.
  case step(Int)
  /// The places in a ring of remembered steps are not places of it.
  case history(next: Int, size: Int, capacity: Int)
}

extension OptimizerStateError: CustomStringConvertible {
  /// The sentence for the user.
  public var description: String {
    switch self {
    case .names(let found, let expected):
      return "the optimizer's state holds \(Self.list(found)) where this optimizer needs "
        + "\(Self.list(expected)): resume with the optimizer that wrote it"
    case .shape(let name, let found, let expected):
      return "the optimizer's \(name) has shape \(found) where the model needs \(expected): "
        + "resume with the model that wrote it"
    case .step(let step):
      return "the optimizer's state counts \(step) steps: the file is damaged"
    case .history(let next, let size, let capacity):
      return "the optimizer's state remembers \(size) of \(capacity) steps, the next at \(next): "
        + "the file is damaged"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "no vectors" : names.joined(separator: ", ")
  }
}
