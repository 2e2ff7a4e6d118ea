public import Calculus
public import Control
public import Models

/// A linear read-out with a loss behind it: the terminal cost of supervised learning.
public struct ReadOutCost: TerminalCost {
  /// What is compared with the target, and how.
  public enum Loss: Sendable, Hashable {
    /// One logit z, a target y of 0 or 1: log(1 + eᶻ) − y z.
    case logistic
    /// A logit for each class, targets that sum to 1: log Σ eᶻ − y · z.
    case crossEntropy
    /// The mean of (z − y)² over the outputs.
    case squaredError
  }

  /// The read-out, from states to outputs.
  public let readOut: Linear
  /// The loss.
  public let loss: Loss

  /// A read-out and its loss.
  public init(dimension: Int, outputs: Int, loss: Loss) {
    readOut = Linear(inputs: dimension, outputs: outputs)
    self.loss = loss
  }

  public var dimension: Int { readOut.inputs }
  public var targetDimension: Int { readOut.outputs }
  public var parameters: ParameterLayout { readOut.parameters }

  public func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
    let z = readOut.apply(x, theta)
    switch loss {
    case .logistic: return (z.softplus() - y * z).sum(over: -1)
    case .crossEntropy: return z.logSumExp(over: -1) - A.dot(y, z)
    case .squaredError: return (z - y).squared().mean(over: -1)
    }
  }

  /// What the user sees: probabilities, one column a class, or the outputs themselves.
  func prediction<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    let z = readOut.apply(x, theta)
    switch loss {
    case .logistic: return .concatenate([(-z).sigmoid(), z.sigmoid()], along: -1)
    case .crossEntropy:
      let total = z.logSumExp(over: -1)
      return (z - total.reshaped(to: [Extents.rows, 1])).exp()
    case .squaredError: return z
    }
  }
}
