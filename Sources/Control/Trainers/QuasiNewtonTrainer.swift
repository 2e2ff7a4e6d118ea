import ODE
public import Optimization
public import Tensors

/// Improves controls by L-BFGS with a line search; by projected gradients where the admissible set is
/// not everything.
///
/// A step is one iteration. What was learnt of the curvature belongs to one ensemble: give it the
/// same at each step.
public final class QuasiNewtonTrainer<Element: Scalar>: ControlTrainer {
  public let problem: ControlProblem<Element>
  private let minimizer: Minimizer
  private let objective: EnsembleObjective<Element>
  private var minimization: Minimization<Element>?
  private var descent: ProjectedDescent<Element>?

  /// A trainer.
  ///
  /// - Parameters:
  ///   - problem: the problem.
  ///   - minimizer: what to ask of steps, and when to stop.
  ///   - pool: the threads to run on.
  /// - Precondition: the admissible set is convex.
  public init(
    _ problem: ControlProblem<Element>, minimizer: Minimizer = Minimizer(), pool: ForkJoinPool
  ) {
    precondition(
      problem.admissible.isConvex,
      "line searches leave the admissible set \(problem.admissible): maximise the Hamiltonian")
    self.problem = problem
    self.minimizer = minimizer
    objective = EnsembleObjective(problem, pool: pool)
  }

  public func improve(
    _ theta: inout Tensor<Element>, over ensemble: Ensemble<Element>
  ) -> ControlImprovement {
    var improvement = ControlImprovement(cost: .nan)
    var work = FlowWork()
    func evaluate(_ theta: Tensor<Element>) -> (value: Element, gradient: Tensor<Element>) {
      var gradient = theta
      let value = objective.value(theta, over: ensemble, gradient: &gradient)
      work = work + objective.work
      return (Element(value), gradient)
    }
    if problem.admissible == .free {
      advance(&theta, &improvement, evaluate)
    } else {
      descend(&theta, &improvement, evaluate)
    }
    improvement.work = work
    return improvement
  }

  private func advance(
    _ theta: inout Tensor<Element>, _ improvement: inout ControlImprovement,
    _ evaluate: Objective<Element, Never>
  ) {
    var current = minimization ?? Minimization(minimizer, from: theta, of: evaluate)
    // Held once, its history is changed in place.
    minimization = nil
    improvement.cost = Double(current.value)
    improvement.gradientNorm = Double(current.gradientNorm)
    current.advance(evaluate)
    improvement.hasConverged = current.outcome != nil
    if current.outcome != .notFinite { theta = current.position }
    minimization = current
  }

  private func descend(
    _ theta: inout Tensor<Element>, _ improvement: inout ControlImprovement,
    _ evaluate: Objective<Element, Never>
  ) {
    var current =
      descent
      ?? ProjectedDescent(from: theta, onto: problem.admissibleControl(nearestTo:), of: evaluate)
    descent = nil
    improvement.cost = Double(current.value)
    improvement.gradientNorm = Double(current.projectedGradientNorm)
    current.advance(onto: problem.admissibleControl(nearestTo:), evaluate)
    improvement.hasConverged =
      Double(current.projectedGradientNorm) <= minimizer.gradientTolerance || current.isStuck
    if current.value.isFinite { theta = current.position }
    descent = current
  }
}
