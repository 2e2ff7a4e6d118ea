public import Optimization
public import Tensors

/// Improves controls by an update rule along the gradient, whose source is the costate equation; the
/// nearest member of the admissible set follows each step.
public final class GradientTrainer<Element: Scalar>: ControlTrainer {
  public let problem: ControlProblem<Element>
  /// The rule at work, with what it remembers.
  public private(set) var optimizer: Optimizer<Element>
  private let objective: EnsembleObjective<Element>
  private var gradient: Tensor<Element>

  /// A trainer.
  ///
  /// - Parameters:
  ///   - problem: the problem.
  ///   - rule: how gradients move the control.
  ///   - pool: the threads to run on.
  /// - Precondition: the admissible set is convex: gradient steps leave the others.
  public init(_ problem: ControlProblem<Element>, rule: UpdateRule, pool: ForkJoinPool) {
    precondition(
      problem.admissible.isConvex,
      "gradient steps leave the admissible set \(problem.admissible): maximise the Hamiltonian")
    self.problem = problem
    objective = EnsembleObjective(problem, pool: pool)
    optimizer = Optimizer(rule, count: problem.parameterCount)
    gradient = .zeros([problem.parameterCount])
  }

  public func improve(
    _ theta: inout Tensor<Element>, over ensemble: Ensemble<Element>
  ) -> ControlImprovement {
    var improvement = ControlImprovement(
      cost: objective.value(theta, over: ensemble, gradient: &gradient))
    improvement.gradientNorm = Double(gradient.norm)
    improvement.work = objective.work
    guard improvement.cost.isFinite else { return improvement }
    if optimizer.step(&theta, gradient: gradient) {
      theta = problem.admissibleControl(nearestTo: theta)
    } else {
      improvement.cost = .nan
    }
    return improvement
  }
}
