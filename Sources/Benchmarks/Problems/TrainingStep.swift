import Control
import Optimization
import Tensors

/// A training: an objective, its parameters, and Adam.
final class TrainingStep<Element: Scalar> {
  let objective: EnsembleObjective<Element>
  private let ensemble: Ensemble<Element>
  private var theta: Tensor<Element>
  private var gradient: Tensor<Element>
  private var optimizer: Optimizer<Element>

  init(
    _ objective: EnsembleObjective<Element>, over ensemble: Ensemble<Element>,
    from theta: Tensor<Element>, learningRate: Double
  ) {
    self.objective = objective
    self.ensemble = ensemble
    self.theta = theta
    gradient = theta
    optimizer = Optimizer(.adam(learningRate: .constant(learningRate)), count: theta.count)
  }

  /// One step of Adam along the gradient; returns the loss before it.
  func step() -> Double {
    let loss = objective.value(theta, over: ensemble, gradient: &gradient)
    optimizer.step(&theta, gradient: gradient)
    return loss
  }

  /// The loss of the parameters as they are.
  var loss: Double { objective.value(theta, over: ensemble) }

  /// The numbers that are learned.
  var parameterCount: Int { theta.count }
}
