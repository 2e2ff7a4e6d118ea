import Control
public import Tensors

/// Rows of features with their targets, as numbers.
public struct LabelledRows<Element: Scalar>: Sendable {
  /// The features; shape `[rows, features]`.
  public let features: Tensor<Element>
  /// The targets; shape `[rows, outputs]`.
  public let targets: Tensor<Element>
  /// What each row weighs in a mean over rows; shape `[rows]`, 1 on the mean; nil where all weigh 1.
  public let weights: Tensor<Element>?

  /// Rows with targets.
  ///
  /// - Precondition: there are as many of one as of the others.
  public init(
    features: Tensor<Element>, targets: Tensor<Element>, weights: Tensor<Element>? = nil
  ) {
    precondition(
      weights == nil || weights?.shape == [features.shape[0]],
      "\(features.shape[0]) rows of features and weights of shape \(weights?.shape ?? [])")
    self.weights = weights
    precondition(
      features.shape[0] == targets.shape[0],
      "\(features.shape[0]) rows of features and \(targets.shape[0]) of targets")
    self.features = features
    self.targets = targets
  }

  /// The number of rows.
  public var count: Int { features.shape[0] }

  func ensemble(for network: FlowNetwork<Element>) -> Ensemble<Element> {
    Ensemble(states: network.states(features), targets: targets, relative: weights)
  }
}

extension Ensemble {
  /// Rows whose weights are relative to those of equal rows.
  init(states: Tensor<Element>, targets: Tensor<Element>, relative weights: Tensor<Element>?) {
    guard let weights else {
      self.init(states: states, targets: targets)
      return
    }
    self.init(
      states: states, targets: targets, weights: weights / Element(max(states.shape[0], 1)))
  }
}

/// The rows of a training, whole or in batches.
struct TrainingRows<Element: Scalar>: Sendable {
  /// All rows.
  let all: Ensemble<Element>
  private let weights: Tensor<Element>?

  init(_ rows: LabelledRows<Element>, for network: FlowNetwork<Element>) {
    all = rows.ensemble(for: network)
    weights = rows.weights
  }

  /// The number of rows.
  var count: Int { all.count }

  /// Some rows, in the given order, as an ensemble whose objective is their mean.
  func batch(_ range: Range<Int>, order: [Int]?) -> Ensemble<Element> {
    guard let order else {
      return Ensemble(
        states: all.states.rows(range), targets: all.targets.rows(range),
        relative: weights?.rows(range))
    }
    let chosen = Array(order[range])
    return Ensemble(
      states: all.states.rows(at: chosen), targets: all.targets.rows(at: chosen),
      relative: weights?.rows(at: chosen))
  }
}
