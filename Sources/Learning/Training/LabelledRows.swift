import Control
public import Tensors

/// Rows of features with their targets, as numbers.
public struct LabelledRows<Element: Scalar>: Sendable {
  /// The features; shape `[rows, features]`.
  public let features: Tensor<Element>
  /// The targets; shape `[rows, outputs]`.
  public let targets: Tensor<Element>

  /// Rows with targets.
  public init(features: Tensor<Element>, targets: Tensor<Element>) {
    precondition(
      features.shape[0] == targets.shape[0],
      "\(features.shape[0]) rows of features and \(targets.shape[0]) of targets")
    self.features = features
    self.targets = targets
  }

  /// The number of rows.
  public var count: Int { features.shape[0] }

  func ensemble(for network: FlowNetwork<Element>) -> Ensemble<Element> {
    Ensemble(states: network.states(features), targets: targets)
  }
}
